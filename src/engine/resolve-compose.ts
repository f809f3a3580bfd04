import { join } from 'node:path';
import { imagesFile } from '../domain/images-file.ts';
import type { Target } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type ComposeDefinition, readComposeConfig } from './compose-config.ts';

/** What Compose would read by itself and a run must not: a stray .env, another file list, another project name. */
const isolation = { COMPOSE_ENV_FILES: '', COMPOSE_PROFILES: '', COMPOSE_FILE: '', COMPOSE_PROJECT_NAME: '' };

/**
 * Has Compose itself resolve the definition of a service, once a run, so that a run and `docker compose up` start
 * the same container. Throws COMPOSE_MISSING, COMPOSE_INVALID with Compose's words.
 */
export async function resolveCompose(
  target: Extract<Target, { kind: 'container' }>,
  world: World,
): Promise<ComposeDefinition> {
  const file = join(world.root, target.composeFile);
  const images = join(world.root, imagesFile);
  // The only service is named, so that its profile is on and no other service's variables matter.
  const args = ['compose', '--env-file', images, '-f', file, 'config', '--format', 'json', target.service];
  const result = await world.processes.run('docker', args, {
    cwd: world.root,
    env: { ...isolation, ...target.variables },
    timeoutMs: 60_000,
    signal: world.stop,
  });
  world.stop.throwIfAborted();
  if (result.exitCode === 0) return readComposeConfig(result.stdout, target.composeFile, target.service);
  const words = result.stderr.trim() || 'it gave no answer within 60 s';
  const missing = /is not a docker command|unknown (shorthand )?flag/.test(words);
  if (missing) throw new DynoError('COMPOSE_MISSING', `docker has no Compose plugin: ${words.split('\n')[0]}`);
  throw new DynoError('COMPOSE_INVALID', `${target.composeFile}: ${words}`);
}
