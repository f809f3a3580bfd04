import type { EngineHealth, LogTail, StartedEngine } from '../domain/engine-life.ts';
import type { Plan, Target } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { Child, ChildExit, World } from '../world.ts';
import { chooseCpuSets } from './cpu-sets.ts';
import { engineLogPath, quotedLines } from './engine-log.ts';
import { freeLoopbackPort } from './free-port.ts';
import { waitAtMost } from './wait-at-most.ts';

type ProcessTarget = Extract<Target, { kind: 'process' }>;

/** Time between SIGTERM and SIGKILL, as Docker's default. */
const graceMs = 10_000;

/** Starts the simulator as a child of Dyno, for machines without Docker. Throws TOOL_MISSING, PORT_TAKEN. */
export async function startProcess(
  plan: Plan,
  target: ProcessTarget,
  run: RunContext,
  world: World,
): Promise<StartedEngine> {
  if (!(await world.files.exists(target.command))) {
    throw new DynoError('TOOL_MISSING', `${target.command} is not there`);
  }
  const port = await freeLoopbackPort(world);
  const cpuSets = await chooseCpuSets('cpu', null, world);
  const logFile = engineLogPath(run);
  const args = ['--host', '127.0.0.1', '--port', String(port), '--model', plan.servedModel, ...target.args];
  const startedAtMs = run.elapsedMs();
  const child = world.processes.start(target.command, args, {
    // By this mark the clean-up finds a child that was started but not written down yet.
    env: { DYNO_RUN: run.id },
    stdoutFile: logFile,
    stderrFile: logFile,
    cpuSet: cpuSets.engine,
  });
  const startTicks = world.processes.startTicks(child.pid);
  if (startTicks !== null) await run.ledger.record({ kind: 'process', name: 'engine', pid: child.pid, startTicks });
  return {
    kind: 'process',
    url: `http://127.0.0.1:${port}`,
    networkPath: `loopback port ${port} of a child process, no container`,
    containerId: null,
    pid: child.pid,
    image: null,
    cpuSets,
    phases: [{ phase: 'start', startedAtMs, endedAtMs: run.elapsedMs(), source: 'docker' }],
    ...processLife(child, logFile, world),
  };
}

function processLife(child: Child, logFile: string, world: World): Pick<StartedEngine, 'health' | 'logTail' | 'stop'> {
  let ended: ChildExit | Error | null = null;
  const exit = child.exit.then(
    (how) => {
      ended = how;
    },
    (error: Error) => {
      ended = error;
    },
  );

  async function health(): Promise<EngineHealth> {
    if (ended === null) return { alive: true };
    const { lines: lastLines } = await tailOf(logFile, world);
    const exitCode = ended instanceof Error ? null : ended.exitCode;
    return { alive: false, exitCode, oomKilled: false, lastLines, why: whyEnded(ended) };
  }
  async function stop(): Promise<void> {
    if (ended === null) child.kill('SIGTERM');
    await waitAtMost(graceMs, exit, world);
    if (ended === null) child.kill('SIGKILL');
    await exit;
  }
  return { health, logTail: () => tailOf(logFile, world), stop };
}

function whyEnded(ended: ChildExit | Error): string {
  if (ended instanceof Error) return ended.message;
  return ended.signal === null ? `it ended with exit code ${ended.exitCode}` : `it was ended by ${ended.signal}`;
}

/** The child writes its log itself, so the time of a line is not known. */
async function tailOf(logFile: string, world: World): Promise<LogTail> {
  const lines: string[] = [];
  if (!(await world.files.exists(logFile))) return { lines, lastAtMs: null };
  for await (const line of world.files.lines(logFile)) {
    lines.push(line);
    if (lines.length > quotedLines) lines.shift();
  }
  return { lines, lastAtMs: null };
}
