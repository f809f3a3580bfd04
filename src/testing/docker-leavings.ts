import { openLedger } from '../cleanup/ledger.ts';
import { purposeLabel, runLabel } from '../domain/labels.ts';
import type { World } from '../world.ts';

const image = 'dyno/sim:dev';

/** Makes what an engine run has in Docker: a network, a volume, and a container that runs on both. */
export async function makeDockerObjects(runId: string, labels: Record<string, string>, world: World): Promise<void> {
  const name = `dyno-${runId}`;
  const network = await world.docker.createNetwork(name, { ...labels, [purposeLabel]: 'run' });
  await world.docker.createVolume(name, { ...labels, [purposeLabel]: 'run' });
  const container = await world.docker.createContainer(name, {
    Image: image,
    Labels: { ...labels, [purposeLabel]: 'engine' },
    HostConfig: { NetworkMode: network, Binds: [`${name}:/data`] },
  });
  await world.docker.start(container);
}

/** What Docker still has of a run, as `kind name`. */
export async function leftInDocker(runId: string, world: World): Promise<string[]> {
  const found = await world.docker.listLabelled(`${runLabel}=${runId}`);
  return found.map(({ kind, name }) => `${kind} ${name}`);
}

/** Starts a child of a run that would live for two minutes and writes it into the ledger. */
export async function startChild(runId: string, folder: string, world: World): Promise<{ pid: number; ticks: string }> {
  const { pid } = world.processes.start('sleep', ['120'], { env: { DYNO_RUN: runId } });
  const ticks = world.processes.startTicks(pid) ?? '0';
  const ledger = await openLedger(folder, world);
  await ledger.record({ kind: 'process', name: 'engine', pid, startTicks: ticks });
  await ledger.close();
  return { pid, ticks };
}
