import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { World } from '../world.ts';

/** sha256 of files one after another, without holding them. */
export async function sha256Of(files: string[], world: Pick<World, 'files'>): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) for await (const piece of world.files.pieces(file)) hash.update(piece);
  return hash.digest('hex');
}

/** The JSON files of a folder in the order in which they are hashed. */
export async function jsonFiles(folder: string, world: Pick<World, 'files'>): Promise<string[]> {
  const names = await world.files.list(folder);
  return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
}
