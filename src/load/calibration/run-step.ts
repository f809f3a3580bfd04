import { join } from 'node:path';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { WorkItem } from '../../domain/load-plan.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import type { RunContext } from '../../domain/run-context.ts';
import type { ClientReport } from '../../domain/sample.ts';
import type { World } from '../../world.ts';
import { runLoad } from '../run-load.ts';
import type { CalibrationStep } from './levels.ts';
import { type NullServer, startNullServer } from './null-server.ts';

/** `onClient` is told the process id of the load generator. */
type StepInput = { engine: ReadyEngine; plan: Plan; run: RunContext; onClient?: (pid: number) => void };

/** What a calibration load left: its folder has the records of both sides. */
export type StepFiles = { records: string; truth: string; client: ClientReport };

function workItems({ name, requests, chunks, ttftMs, chunkGapMs }: CalibrationStep): WorkItem[] {
  const body = {
    model: 'null',
    // As long as an ordinary question, so that sending it costs the same.
    messages: [{ role: 'user', content: 'What does a server do that has nothing to compute? '.repeat(8) }],
    ...{ max_tokens: chunks, ignore_eos: true, stream: true, stream_options: { include_usage: true } },
    sim: { ttftMs, itlMs: chunkGapMs, tokens: chunks },
  };
  const meta = { promptIds: [], schema: null, grade: null, cold: null };
  return Array.from({ length: requests }, (_, index) => {
    return { id: `${name}-${index + 1}`, path: '/v1/chat/completions', intendedUs: null, body, meta };
  });
}

function cellOf(step: CalibrationStep, like: Cell): Cell {
  return {
    ...like,
    ...{ id: `calibration/${step.name}`, test: 'throughput', constraint: 'none', purpose: 'speed', twinOf: null },
    shape: { kind: 'concurrency', concurrency: step.concurrency },
    ...{ requests: step.requests, warmupRequests: 0, maxDurationMs: step.maxDurationMs, requestTimeoutMs: 10_000 },
  };
}

/** The engine's place with the null server in it: same CPUs for both sides as in the run. */
function inPlaceOf(engine: ReadyEngine, server: NullServer): ReadyEngine {
  return { ...engine, kind: 'process', url: server.url, containerId: null, health: server.health, stop: server.stop };
}

/**
 * Runs one calibration load on the path of every load: the same binary, scenario and CPUs. Nothing of an endpoint
 * (key, headers, proxy) goes to the null server. Throws as `runLoad` does, and TOOL_MISSING.
 */
export async function runStep(
  step: CalibrationStep,
  { engine, plan, run, onClient = () => undefined }: StepInput,
  world: World,
): Promise<StepFiles> {
  const like = plan.cells[0];
  if (like === undefined) throw new Error('a plan without cells');
  const folder = join(run.folder, 'calibration', step.name);
  const truth = join(folder, 'truth.jsonl');
  await world.files.makeFolder(folder);
  const args = step.chunkGapMs === 0 ? ['--max-speed'] : [];
  const server = await startNullServer({ truthPath: truth, cpuSet: engine.cpuSets.engine, args }, run, world);
  try {
    const { client } = await runLoad(
      {
        ...{ engine: inPlaceOf(engine, server), cell: cellOf(step, like), run, folder },
        plan: { ...plan, target: { kind: 'process', command: 'null server', args: [] } },
        workload: { warmup: [], measured: workItems(step) },
        onProgress: () => undefined,
        onClient,
      },
      world,
    );
    return { records: join(folder, 'requests.jsonl'), truth, client };
  } finally {
    await server.stop();
  }
}
