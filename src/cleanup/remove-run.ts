import type { CleanupCheck } from '../domain/run.ts';
import type { LedgerEntry } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { endProcesses, type LedgerProcess, livingProcesses } from './end-processes.ts';
import { readLedger } from './ledger.ts';
import { removeObjects } from './remove-objects.ts';
import { findStrays } from './strays.ts';

export type RemovalWorld = Pick<World, 'files' | 'docker' | 'processes' | 'clock'>;
const processRounds = 5;

type Left = { kind: 'container' | 'network' | 'volume'; name: string };

/**
 * What may be left of a run in Docker. Where no Docker answers, a run that never wrote a Docker object into its
 * ledger has none; of any other everything it wrote down may still be there.
 */
async function leftInDocker(runId: string, ledger: LedgerEntry[], world: RemovalWorld): Promise<Left[]> {
  try {
    return await removeObjects(runId, world);
  } catch (error) {
    if (!(error instanceof DynoError)) throw error;
    return ledger.filter((entry): entry is Left => entry.kind !== 'process' && entry.kind !== 'file');
  }
}

/** Processes of a run that live now: those of its ledger, and those that it had no time to write down. */
export async function processesOf(
  runId: string,
  folder: string | null,
  ledger: LedgerEntry[],
  world: RemovalWorld,
): Promise<LedgerProcess[]> {
  const all = [...livingProcesses(ledger, world), ...(await findStrays(runId, folder, world))];
  return [...new Map(livingProcesses(all, world).map((entry) => [entry.pid, entry])).values()];
}

/** A process may start another while it is being ended, so one look is not enough; five bound it. */
async function endAll(runId: string, folder: string | null, ledger: LedgerEntry[], world: RemovalWorld): Promise<void> {
  for (let round = 0; round < processRounds; round += 1) {
    const living = await processesOf(runId, folder, ledger, world);
    if (living.length === 0) return;
    await endProcesses(living, world);
  }
}

/**
 * Removes all that a run made, processes first, then Docker objects by label, and then looks whether anything is
 * left. Idempotent; safe beside another removal of the same run.
 * @param folder absolute path of the run folder, null if it is not known
 */
export async function removeRun(runId: string, folder: string | null, world: RemovalWorld): Promise<CleanupCheck> {
  const ledger = folder === null ? [] : await readLedger(folder, world);
  await endAll(runId, folder, ledger, world);
  for (const { kind, name } of ledger) if (kind === 'file') await world.files.remove(name);
  const left = await leftInDocker(runId, ledger, world);
  const processes = await processesOf(runId, folder, ledger, world);
  const names = (kind: Left['kind']) => left.filter((object) => object.kind === kind).map(({ name }) => name);
  return {
    checkedAt: world.clock.now().toISOString(),
    containers: names('container'),
    networks: names('network'),
    volumes: names('volume'),
    processes: processes.map(({ pid, name }) => `${pid} ${name}`),
    gpu: null,
    clean: left.length === 0 && processes.length === 0,
  };
}

/** The exact commands that remove what a check found. */
export function removalCommands(check: CleanupCheck): string[] {
  return [
    ...check.processes.map((process) => `kill -KILL ${process.split(' ')[0]}`),
    ...check.containers.map((name) => `docker rm --force --volumes ${name}`),
    ...check.networks.map((name) => `docker network rm ${name}`),
    ...check.volumes.map((name) => `docker volume rm ${name}`),
    ...(check.gpu?.processes ?? []).map((process) => `kill -KILL ${process.split(' ')[0]}`),
    ...(check.gpu?.memoryBack === false
      ? ['nvidia-smi (its memory is not back to where it was: it shows who holds it)']
      : []),
  ];
}

/** CLEANUP_INCOMPLETE with each object and its command; null when nothing is left. */
export function cleanupError(check: CleanupCheck): DynoError | null {
  if (check.clean) return null;
  const commands = removalCommands(check);
  return new DynoError('CLEANUP_INCOMPLETE', `left of the run: ${commands.length} thing(s)`, { detail: commands });
}
