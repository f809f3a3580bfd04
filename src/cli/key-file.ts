import { join } from 'node:path';
import type { BenchRequest } from '../domain/request.ts';
import type { World } from '../world.ts';

/**
 * Gives a key from DYNO_API_KEY to the run as a file that only this user can read and that is gone afterwards:
 * files can be named in plans and command lines, keys cannot. `keyFolder` is null where no file was made; the run
 * writes it down, so that it is removed even if this process is killed.
 */
export async function withKeyFile<T>(
  request: BenchRequest,
  world: World,
  work: (request: BenchRequest, keyFolder: string | null) => Promise<T>,
): Promise<T> {
  const key = world.env.DYNO_API_KEY;
  if (request.endpoint === null || request.keyFile !== null || key === undefined || key === '')
    return work(request, null);
  const folder = await world.files.makePrivateFolder();
  const keyFile = join(folder, 'key');
  try {
    await world.files.createExclusive(keyFile, key);
    return await work({ ...request, keyFile }, folder);
  } finally {
    await world.files.remove(folder);
  }
}
