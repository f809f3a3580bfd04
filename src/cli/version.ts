import { join } from 'node:path';
import { z } from 'zod';
import type { World } from '../world.ts';

/** Version of Dyno, from package.json. */
export async function dynoVersion(world: Pick<World, 'files' | 'root'>): Promise<string> {
  const text = await world.files.readText(join(world.root, 'package.json'));
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** What `./dyno version` prints. */
export async function versionText(world: Pick<World, 'files' | 'root' | 'host'>): Promise<string> {
  return `dyno ${await dynoVersion(world)} (node ${world.host.nodeVersion})`;
}
