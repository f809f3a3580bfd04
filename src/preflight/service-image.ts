import { join } from 'node:path';
import { parse } from 'yaml';
import type { World } from '../world.ts';

/** Image of a service, and whether it is built on this machine and so can be pulled from nowhere. */
export type ServiceImage = { reference: string; builtHere: boolean };

const ownNamespace = 'dyno/';

/** Compose's `${NAME:-default}`, `${NAME-default}` and `${NAME}`; `:-` also replaces an empty value. */
function interpolate(text: string, variables: Record<string, string | undefined>): string {
  return text.replaceAll(/\$\{(\w+)(?:(:?-)([^}]*))?\}/g, (_, name: string, rule?: string, fallback?: string) => {
    const value = variables[name];
    const absent = value === undefined || (rule === ':-' && value === '');
    return absent ? (fallback ?? '') : value;
  });
}

/**
 * Reads the image of a service out of its Compose file, in milliseconds and without the Compose plugin: enough to
 * look whether it is there. What runs is decided later by Compose itself.
 * @returns null if there is no such file, service or image
 */
export async function serviceImage(
  composeFile: string,
  service: string,
  variables: Record<string, string>,
  world: Pick<World, 'files' | 'root' | 'env'>,
): Promise<ServiceImage | null> {
  const path = join(world.root, composeFile);
  if (!(await world.files.exists(path))) return null;
  const document = parse(await world.files.readText(path), { merge: true });
  const image: unknown = document?.services?.[service]?.image;
  if (typeof image !== 'string') return null;
  const reference = interpolate(image, { ...world.env, ...variables });
  return { reference, builtHere: reference.startsWith(ownNamespace) };
}
