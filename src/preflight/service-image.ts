import { join } from 'node:path';
import { parse } from 'yaml';
import { imagesFile } from '../domain/images-file.ts';
import type { World } from '../world.ts';

/** Image of a service, and whether it is built on this machine and so can be pulled from nowhere. */
export type ServiceImage = { reference: string; builtHere: boolean };

const ownNamespace = 'dyno/';

type Values = Record<string, string | undefined>;

/** Compose's `${NAME:-default}`, `${NAME-default}`, `${NAME:?why}` and `${NAME}`; a colon counts an empty value as none. */
function interpolate(text: string, variables: Values): string {
  return text.replaceAll(/\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g, (_, name: string, rule = '', fallback = '') => {
    const value = variables[name];
    const absent = value === undefined || (rule.startsWith(':') && value === '');
    if (!absent) return value;
    return rule.endsWith('-') ? fallback : '';
  });
}

/** Versions of the images; what the shell or a run says goes before them. */
async function versions(world: Pick<World, 'files' | 'root'>): Promise<Values> {
  const path = join(world.root, imagesFile);
  if (!(await world.files.exists(path))) return {};
  const lines = (await world.files.readText(path)).matchAll(/^(\w+)=(\S*)\s*$/gm);
  return Object.fromEntries([...lines].map(([, name, image]) => [name, image]));
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
  const reference = interpolate(image, { ...(await versions(world)), ...world.env, ...variables });
  return reference === '' ? null : { reference, builtHere: reference.startsWith(ownNamespace) };
}
