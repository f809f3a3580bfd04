import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Host that a reference is pulled from, by Docker's rule: the first part if it looks like one. */
export function registryOf(reference: string): string {
  const first = reference.split('/')[0] ?? '';
  const isHost = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return isHost ? first : 'https://index.docker.io/v1/';
}

/**
 * What `docker login` stored in plain form for the registry of a reference; undefined where there is none.
 * Keys kept by a credential helper are not read: such an image is pulled by hand, as the error says.
 */
export function loginFor(reference: string, env: Record<string, string | undefined>) {
  const registry = registryOf(reference);
  const encoded = readAuths(env.DOCKER_CONFIG || join(homedir(), '.docker'))[registry]?.auth;
  if (!encoded) return undefined;
  const [username = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { username, password: password.join(':'), serveraddress: registry };
}

function readAuths(folder: string): Record<string, { auth?: string }> {
  try {
    return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')).auths ?? {};
  } catch {
    // Never logged in, or a file the docker command could not read either: pull without a key.
    return {};
  }
}
