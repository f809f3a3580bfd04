import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { DynoError } from '../errors.ts';
import type { Child, ChildExit, CommandOptions, CommandResult, Processes } from '../world.ts';

function missing(command: string, cause: unknown): DynoError {
  return new DynoError('TOOL_MISSING', `cannot start ${command}: ${(cause as Error).message}`, { cause });
}

async function run(command: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  const result = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    // Ctrl-C on the terminal is for Dyno alone: a helper that it kills would be taken for a missing tool.
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  if ((result as { code?: string }).code === 'ENOENT') throw missing(command, result);
  return { exitCode: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr };
}

/**
 * A child in a process group of its own: Ctrl-C on the terminal reaches Dyno alone,
 * which then ends the load before the engine.
 */
function start(command: string, args: string[], options: Parameters<Processes['start']>[2]): Child {
  const pinned = options.cpuSet ? ['taskset', '-c', options.cpuSet, command, ...args] : [command, ...args];
  const files = [options.stdoutFile, options.stderrFile].map((path) =>
    path === undefined ? null : openSync(path, 'a'),
  );
  const child = spawn(pinned[0] ?? command, pinned.slice(1), {
    detached: true,
    stdio: ['ignore', files[0] ?? 'pipe', files[1] ?? 'ignore'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  for (const file of files) if (file !== null) closeSync(file);
  const exit = new Promise<ChildExit>((resolve, reject) => {
    child.once('error', (error) => reject(missing(command, error)));
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  exit.catch(() => undefined);
  return {
    pid: child.pid ?? -1,
    stdoutLines: child.stdout === null ? emptyLines() : createInterface({ input: child.stdout }),
    exit,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

async function* emptyLines(): AsyncIterable<string> {}

function startDetached(command: string, args: string[], options: CommandOptions = {}) {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return {
    pid: child.pid ?? -1,
    write: (line: string) => child.stdin.write(`${line}\n`),
    close: () => child.stdin.end(),
  };
}

/** Field 22 of /proc/PID/stat; the command name before it may hold spaces and brackets, so count after the last ')'. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return (
      stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .at(19) ?? null
    );
  } catch {
    return null;
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z';
  } catch {
    return false;
  }
}

/** Processes of this machine. */
export function realProcesses(): Processes {
  return {
    run,
    start,
    startDetached,
    startTicks,
    isAlive: (pid, ticks) => startTicks(pid) === ticks && !isZombie(pid),
    kill: (pid, signal) => {
      try {
        process.kill(pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
  };
}
