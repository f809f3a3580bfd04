import { join } from 'node:path';
import { ownerLabel, parseOwner, runLabel } from '../domain/labels.ts';
import type { Owner, Run } from '../domain/run.ts';
import type { World } from '../world.ts';
import { hasEnded, readRunFile } from './mark-aborted.ts';
import { type OwnerState, ownerState } from './owner-state.ts';
import { isCache, type LabelledObject } from './remove-objects.ts';

/** A run of which something may be left: Docker objects, processes, or a run.json that never got its end. */
export type FoundRun = {
  id: string;
  owner: Owner | null;
  state: OwnerState;
  folder: string | null;
  run: Run | null;
  objects: LabelledObject[];
};

type FindWorld = Pick<World, 'files' | 'processes' | 'host'>;

function groupByRun(objects: LabelledObject[]): Map<string, LabelledObject[]> {
  const groups = new Map<string, LabelledObject[]>();
  for (const object of objects.filter((each) => !isCache(each))) {
    const id = object.labels[runLabel] ?? '';
    groups.set(id, [...(groups.get(id) ?? []), object]);
  }
  return groups;
}

/** Runs of a results folder by id. What is no run is passed over. */
async function readRuns(resultsDir: string, world: FindWorld): Promise<Map<string, { folder: string; run: Run }>> {
  const runs = new Map<string, { folder: string; run: Run }>();
  for (const name of await world.files.list(resultsDir)) {
    const folder = join(resultsDir, name);
    const run = await readRunFile(folder, world);
    if (run !== null) runs.set(run.id, { folder, run });
  }
  return runs;
}

/** A live owner wins: nothing of a run is touched while anybody works for it. */
function stateOf(owners: (Owner | null)[], world: FindWorld): OwnerState {
  const states = owners.map((owner) => ownerState(owner, world));
  for (const state of ['live', 'foreign', 'unknown'] as const) if (states.includes(state)) return state;
  return 'dead';
}

/**
 * Finds every run that has labelled objects or that did not end cleanly.
 * @param objects what carries the label dyno.run
 */
export async function findRuns(objects: LabelledObject[], resultsDir: string, world: FindWorld): Promise<FoundRun[]> {
  const groups = groupByRun(objects);
  const onDisk = await readRuns(resultsDir, world);
  const unfinished = [...onDisk.values()].filter(({ run }) => !hasEnded(run) || run.cleanup?.clean === false);
  const ids = new Set([...groups.keys(), ...unfinished.map(({ run }) => run.id)]);
  return [...ids].map((id) => {
    const { folder = null, run = null } = onDisk.get(id) ?? {};
    const group = groups.get(id) ?? [];
    const owners = group.map(({ labels }) => parseOwner(labels[ownerLabel]));
    if (run !== null) owners.push(run.owner);
    return { id, owner: owners[0] ?? null, state: stateOf(owners, world), folder, run, objects: group };
  });
}
