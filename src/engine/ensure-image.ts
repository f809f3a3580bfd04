import type { ImageIdentity } from '../domain/engine-life.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import type { InstallLog } from './install-log.ts';

/** Time between two lines of pull progress for the user. */
const sayEveryMs = 5_000;

/** Images named so are built by `make setup` and exist in no registry. */
const ownNamespace = 'dyno/';

/**
 * Makes sure that an image is here and says which one it is; pulls it where it is missing and not one of our own.
 * @param mayPull false: the run is offline
 * Throws IMAGE_MISSING, OFFLINE_MISSING, IMAGE_PULL_FAILED.
 */
export async function ensureImage(
  reference: string,
  log: InstallLog,
  run: RunContext,
  world: World,
  mayPull = true,
): Promise<ImageIdentity> {
  const here = await world.docker.inspectImage(reference);
  if (here !== null) {
    await log.line(`image ${reference} is here: ${here.id}, digest ${here.digest ?? 'none (built here)'}`);
    return { reference, id: here.id, digest: here.digest };
  }
  if (reference.startsWith(ownNamespace))
    throw new DynoError('IMAGE_MISSING', `the image ${reference} is built on this machine and is not here`);
  if (!mayPull) throw new DynoError('OFFLINE_MISSING', `offline, and the image ${reference} is not on this machine`);
  return pullImage(reference, log, run, world);
}

async function pullImage(reference: string, log: InstallLog, run: RunContext, world: World): Promise<ImageIdentity> {
  run.say(`pulling ${reference}`);
  run.note({ event: 'pull', image: reference });
  await log.line(`pulling ${reference}`);
  let saidMs = world.clock.monotonicMs();
  const written: Promise<void>[] = [];
  const onProgress = (line: string) => {
    if (world.clock.monotonicMs() - saidMs < sayEveryMs) return;
    saidMs = world.clock.monotonicMs();
    run.say(`  ${line}`);
    written.push(log.line(line));
  };
  await world.docker.pull(reference, onProgress, world.stop);
  await Promise.all(written);
  const pulled = await world.docker.inspectImage(reference);
  if (pulled === null) throw new DynoError('IMAGE_PULL_FAILED', `${reference} was pulled but is not here`);
  await log.line(`pulled: ${pulled.id}, digest ${pulled.digest ?? 'none'}, ${pulled.sizeBytes} bytes`);
  return { reference, id: pulled.id, digest: pulled.digest };
}
