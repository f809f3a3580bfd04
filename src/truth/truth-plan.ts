import { loadConfig } from '../config/load-config.ts';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { emptyRequest } from '../domain/request.ts';
import { inFlightLimit } from '../domain/shape.ts';
import type { Workload } from '../load/build-workload.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { World } from '../world.ts';
import { type Level, type Script, scriptsOf } from './levels.ts';

const request = { ...emptyRequest, engine: 'sim', suite: 'quick', tests: ['throughput'], runs: 1 };

function cellOf(level: Level, like: Cell): Cell {
  const { concurrency, requests } = level;
  return {
    ...like,
    id: `throughput/c${concurrency}`,
    shape: { kind: 'concurrency', concurrency },
    requests,
    warmupRequests: concurrency,
    maxTokens: level.tokens[1],
    // So that an answer has exactly its scripted length.
    ignoreEos: true,
  };
}

/**
 * An ordinary plan with one cell a level. The simulator is a child process: its truth log is then an ordinary file,
 * and both sides read the same clock of the same kernel.
 */
export async function truthPlan(levels: readonly Level[], truthPath: string, world: World): Promise<Plan> {
  const plan = await makePlan(await loadConfig(request, { engine: 'sim', asProcess: true }, world), world);
  if (plan.target.kind !== 'process' || plan.cells[0] === undefined) throw new Error('the plan has no simulator');
  const like = plan.cells[0];
  return {
    ...plan,
    target: { ...plan.target, args: [...plan.target.args, '--truth', truthPath] },
    cells: levels.map((level) => cellOf(level, like)),
  };
}

function scripted(items: WorkItem[], scripts: Script[], cell: Cell): WorkItem[] {
  return items.map((item, index) => {
    const sim = scripts[index];
    if (sim === undefined) throw new Error(`no script for ${item.id}`);
    // Sent as X-Request-Id and written into the truth log, which all levels share: so it must be the only one.
    const id = `c${inFlightLimit(cell.shape)}-${item.id}`;
    return { ...item, id, body: { ...item.body, max_tokens: sim.tokens, sim } };
  });
}

/** The scripts of a cell's measured requests, in order. */
export function measuredScripts(level: Level, cell: Cell): Script[] {
  return scriptsOf(level, cell.requests, cell.seed + level.concurrency);
}

/** The cell's ordinary requests, each with its script and an id that no other level has. */
export function scriptedWorkload(workload: Workload, level: Level, cell: Cell): Workload {
  return {
    warmup: scripted(workload.warmup, scriptsOf(level, workload.warmup.length, cell.seed), cell),
    measured: scripted(workload.measured, measuredScripts(level, cell), cell),
  };
}
