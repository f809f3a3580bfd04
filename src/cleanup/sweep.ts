import { join } from 'node:path';
import { runLabel } from '../domain/labels.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type FoundRun, findRuns } from './find-runs.ts';
import { readLedger } from './ledger.ts';
import { hasEnded, markAborted } from './mark-aborted.ts';
import type { OwnerState } from './owner-state.ts';
import type { LabelledObject } from './remove-objects.ts';
import { processesOf, removalCommands, removeRun } from './remove-run.ts';

export type SweepOptions = {
  /** Absolute path of the results folder whose runs are looked at. */
  resultsDir: string;
  /** Only say what would be done. */
  dryRun: boolean;
  /** Also remove what belongs to another machine or to nobody known. What is alive is never removed. */
  all: boolean;
};

/** What was (dry run: would be) removed or left, one line of text each. */
export type SweepReport = {
  dryRun: boolean;
  /** Why Docker could not be looked at; null when it was. */
  dockerSkipped: string | null;
  removed: string[];
  left: { what: string; why: string; command: string | null }[];
  /** Run folders marked as aborted. */
  aborted: string[];
};

type SweepWorld = Pick<World, 'files' | 'processes' | 'host' | 'clock' | 'docker'>;

const reasons: Record<Exclude<OwnerState, 'dead'>, string> = {
  live: 'its run is going on',
  foreign: 'its run belongs to another machine, where we cannot see whether it lives (--all removes it)',
  unknown: 'it does not say whose it is (--all removes it)',
};

async function labelledObjects(world: SweepWorld): Promise<{ objects: LabelledObject[]; skipped: string | null }> {
  try {
    return { objects: await world.docker.listLabelled(runLabel), skipped: null };
  } catch (error) {
    if (!(error instanceof DynoError)) throw error;
    return { objects: [], skipped: error.message };
  }
}

async function leavingsOf({ id, folder, objects }: FoundRun, world: SweepWorld): Promise<string[]> {
  const ledger = folder === null ? [] : await readLedger(folder, world);
  const processes = await processesOf(id, folder, ledger, world);
  return [
    ...processes.map(({ pid, name }) => `process ${pid} ${name}`),
    ...objects.map(({ kind, name }) => `${kind} ${name}`),
  ];
}

function mayRemove(found: FoundRun, options: SweepOptions): boolean {
  return found.state === 'dead' || (options.all && found.state !== 'live');
}

async function sweepRun(found: FoundRun, report: SweepReport, world: SweepWorld): Promise<void> {
  const { id, folder, run } = found;
  const leavings = await leavingsOf(found, world);
  const unended = folder !== null && run !== null && !hasEnded(run);
  if (report.dryRun) {
    report.removed.push(...leavings.map((what) => `${what} of ${id}`));
    if (unended) report.aborted.push(folder);
    return;
  }
  if (leavings.length === 0 && !unended) return;
  const check = await removeRun(id, folder, world);
  const stayed = new Set([
    ...check.processes.map((name) => `process ${name}`),
    ...check.containers.map((name) => `container ${name}`),
    ...check.networks.map((name) => `network ${name}`),
    ...check.volumes.map((name) => `volume ${name}`),
  ]);
  report.removed.push(...leavings.filter((what) => !stayed.has(what)).map((what) => `${what} of ${id}`));
  for (const [index, what] of [...stayed].entries()) {
    report.left.push({
      what: `${what} of ${id}`,
      why: 'it could not be removed',
      command: removalCommands(check)[index] ?? null,
    });
  }
  if (unended && (await markAborted(folder, check, world))) report.aborted.push(folder);
}

/**
 * Removes what dead runs left and writes their end into their run.json; at every start, and as `./dyno clean`.
 * Leaves, and reports, what belongs to a living run or to another machine. Without Docker only processes and
 * results are looked at.
 */
export async function sweep(options: SweepOptions, world: SweepWorld): Promise<SweepReport> {
  const { objects, skipped } = await labelledObjects(world);
  const report: SweepReport = {
    dryRun: options.dryRun,
    dockerSkipped: skipped,
    removed: [],
    left: [],
    aborted: [],
  };
  for (const found of await findRuns(objects, options.resultsDir, world)) {
    if (mayRemove(found, options)) await sweepRun(found, report, world);
    else if (found.state !== 'dead') {
      const names = found.objects.map(({ kind, name }) => `${kind} ${name} of ${found.id}`);
      const things = names.length > 0 ? names : [`run folder ${found.folder ?? join(options.resultsDir, found.id)}`];
      report.left.push(...things.map((what) => ({ what, why: reasons[found.state as 'live'], command: null })));
    }
  }
  return report;
}
