import { join } from 'node:path';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Environment } from '../domain/environment.ts';
import { sha256OfFiles } from '../domain/file-hash.ts';
import type { World } from '../world.ts';
import { driverCuda } from './environment/cuda.ts';
import { dockerEnvironment, imagesOfRun } from './environment/docker.ts';
import { hostEnvironment } from './environment/host.ts';
import { python } from './environment/python.ts';
import { listGpus } from './gpu/list-gpus.ts';
import { withoutSecrets } from './read-back/self-report.ts';

async function loadGenerator(world: World): Promise<Environment['loadGenerator']> {
  const path = join(world.root, '.tools', 'k6');
  const version = await world.processes.run(path, ['version'], { timeoutMs: 20_000 });
  return { version: version.stdout.trim(), sha256: await sha256OfFiles([path], world.files.pieces) };
}

/** The engine's own word, else the version that its image is labelled with. */
async function engineVersion(engine: ReadyEngine, world: World): Promise<string | null> {
  if (engine.version !== null || engine.image === null) return engine.version;
  const image = await world.docker.inspectImage(engine.image.reference);
  return image?.labels['org.opencontainers.image.version'] ?? null;
}

function ownWords({ selfReport }: ReadyEngine): Record<string, unknown> {
  return Object.fromEntries(Object.entries(selfReport).map(([path, answer]) => [path, withoutSecrets(answer)]));
}

/** `env.json`: the machine, the tools and what the engine says of itself. What cannot be read is null. */
export async function collectEnvironment(engine: ReadyEngine, runId: string, world: World): Promise<Environment> {
  const inContainer = engine.kind === 'container';
  const devices = await listGpus(engine, world);
  return {
    version: 1,
    host: await hostEnvironment(world),
    gpus: devices,
    cuda: devices.length === 0 ? null : await driverCuda(engine, world),
    docker: inContainer ? await dockerEnvironment(world) : null,
    images: inContainer ? await imagesOfRun(runId, world) : [],
    loadGenerator: await loadGenerator(world),
    node: world.host.nodeVersion,
    cpuSets: engine.cpuSets,
    engine: {
      version: await engineVersion(engine, world),
      models: engine.models,
      selfReport: ownWords(engine),
      python: await python(engine, world),
    },
  };
}
