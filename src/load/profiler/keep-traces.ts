import { join } from 'node:path';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { Plan } from '../../domain/plan.ts';
import type { World } from '../../world.ts';

/**
 * Copies the folder of traces out of the engine's container, before that is removed, into `profile.tar` of the run
 * folder. Says where they are. Null without a profiler. Throws what Docker or the disk say.
 */
export async function keepTraces(
  { containerId }: Pick<ReadyEngine, 'containerId'>,
  plan: Plan,
  runFolder: string,
  world: World,
): Promise<string | null> {
  const { profile } = plan.engine;
  if (!plan.profile || 'unsupported' in profile) return null;
  if (containerId === null) return `the traces are where the server runs, in ${profile.folder}`;
  const file = join(runFolder, 'profile.tar');
  const target = await world.files.openAppend(file);
  try {
    for await (const piece of await world.docker.archive(containerId, profile.folder)) await target.append(piece);
    await target.sync();
  } finally {
    await target.close();
  }
  return `the traces are in ${file}`;
}
