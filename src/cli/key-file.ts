import { join } from 'node:path';
import type { BenchRequest } from '../domain/request.ts';
import type { World } from '../world.ts';

/**
 * Gives a key from DYNO_API_KEY to the run as a file that only this user can read and that is gone afterwards:
 * files can be named in plans and command lines, keys cannot.
 */
export async function withKeyFile<T>(
  request: BenchRequest,
  world: World,
  work: (request: BenchRequest) => Promise<T>,
): Promise<T> {
  const key = world.env.DYNO_API_KEY;
  if (request.endpoint === null || request.keyFile !== null || key === undefined || key === '') return work(request);
  const folder = await world.files.makePrivateFolder();
  const keyFile = join(folder, 'key');
  try {
    await world.files.createExclusive(keyFile, key);
    return await work({ ...request, keyFile });
  } finally {
    await world.files.remove(folder);
  }
}
