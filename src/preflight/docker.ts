import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** The oldest Compose plugin that resolves our files rightly (facts/docker-verified.md, section 1). */
export const oldestCompose = '2.26.1';
const limitMs = 15_000;

type DockerWorld = Pick<World, 'docker' | 'processes'>;

/** True if dotted version `version` is at least `oldest`. */
export function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [have, need] = [numbers(version), numbers(oldest)];
  for (const [index, wanted] of need.entries()) {
    const got = have[index] ?? 0;
    if (got !== wanted) return got > wanted;
  }
  return true;
}

/** Version of the Docker Engine, or the error that says why it does not answer. */
export async function askDocker(world: Pick<World, 'docker'>): Promise<{ version: string } | DynoError> {
  try {
    return await world.docker.version();
  } catch (error) {
    if (error instanceof DynoError) return error;
    throw error;
  }
}

/** Version of `docker compose` (never of the old docker-compose), or COMPOSE_MISSING with what was found. */
export async function askCompose(world: Pick<World, 'processes'>): Promise<{ version: string } | DynoError> {
  const missing = (found: string) =>
    new DynoError('COMPOSE_MISSING', `Compose plugin ${oldestCompose} or newer is needed; found: ${found}`);
  try {
    const { stdout, stderr, exitCode } = await world.processes.run('docker', ['compose', 'version', '--short'], {
      timeoutMs: limitMs,
    });
    if (exitCode !== 0) return missing(`none (${(stderr.trim() || stdout.trim()).split('\n')[0]})`);
    const version = stdout.trim().replace(/^v/, '').split(/[-+]/)[0] ?? '';
    return isAtLeast(version, oldestCompose) ? { version } : missing(version);
  } catch (error) {
    if (error instanceof DynoError && error.code === 'TOOL_MISSING') return missing('no docker command');
    throw error;
  }
}

/** A field of `docker info`, e.g. `.DockerRootDir`; null when the command or the field is not there. */
export async function dockerInfo(template: string, world: Pick<World, 'processes'>): Promise<string | null> {
  try {
    const result = await world.processes.run('docker', ['info', '--format', template], { timeoutMs: limitMs });
    return result.exitCode === 0 ? result.stdout.trim() : null;
  } catch (error) {
    if (error instanceof DynoError) return null;
    throw error;
  }
}

/** Why containers cannot be run as Dyno needs them; empty when they can. */
export async function dockerProblems(world: DockerWorld): Promise<DynoError[]> {
  const answers = await Promise.all([askDocker(world), askCompose(world)]);
  return answers.filter((answer): answer is DynoError => answer instanceof DynoError);
}
