import type { ComparedEngine, ComparedRun } from '../../domain/comparison.ts';
import type { Run } from '../../domain/run.ts';
import type { Contestant, RunInput } from './contestants.ts';
import { plain } from './metric.ts';
import { missingText } from './missing-cells.ts';
import { pool } from './pool.ts';
import { cellsOf, worst } from './tested.ts';

/** Milliseconds from the start of a run to its first token; null where it never came so far. */
function startupMs({ startup }: Run): number | null {
  return startup.length === 0 ? null : Math.max(...startup.map(({ endedAtMs }) => endedAtMs));
}

function comparedRun({ folder, run, result }: RunInput): ComparedRun {
  return {
    folder,
    round: run.sequence?.round ?? 1,
    state: run.state,
    startedAt: run.startedAt,
    planHash: run.planHash,
    validity: result?.validity ?? null,
    clean: run.cleanup?.clean ?? null,
    startupMs: startupMs(run),
    error: run.errors[0] ?? null,
  };
}

/** What went wrong in some run, each thing once; null where nothing did. */
function troubles(runs: RunInput[]): string | null {
  const words = runs.flatMap(({ run, plan, result }) => {
    const [error] = run.errors;
    const missing = missingText({ plan, result });
    const cells = missing === '' || result === null ? '' : ` (${missing})`;
    if (error !== undefined) return [`${error.code}: ${error.message}${cells}`];
    return missing === '' ? [] : [missing];
  });
  return words.length === 0 ? null : [...new Set(words)].join('; ');
}

/** An engine of which there are run folders: measured if any cell of any run is whole. */
export function comparedEngine(contestant: Contestant): ComparedEngine {
  const { name, plan, runs } = contestant;
  const cells = cellsOf(contestant);
  const version = runs.map(({ result }) => result?.system.engine.version ?? null).find((one) => one !== null) ?? null;
  const started = runs.flatMap(({ folder, run }) => {
    const ms = plain(startupMs(run));
    return ms === null ? [] : [{ ...ms, start: folder }];
  });
  return {
    engine: name,
    title: plan.engine.title,
    model: plan.model.name,
    simulated: plan.engine.simulated,
    proven: plan.engine.proven,
    version,
    state: cells.length > 0 ? 'measured' : 'failed',
    why: troubles(runs) ?? (cells.length > 0 ? null : 'no cell was measured to its end'),
    validity: cells.length > 0 ? worst(cells.map(({ verdict }) => verdict.state)) : null,
    startupMs: pool(started),
    runs: runs.map(comparedRun),
  };
}
