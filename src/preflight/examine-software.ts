import { join } from 'node:path';
import { z } from 'zod';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { askCompose, askDocker, isAtLeast } from './docker.ts';
import { type Finding, missing, ok, warn } from './finding.ts';
import { findGpu } from './gpu.ts';
import { serviceImage } from './service-image.ts';

const oldestNode = '24.0.0';
const extension = 'k6/x/dyno';
const ownEngines = ['llamacpp', 'sim'];

function node(world: World): Finding {
  const version = world.host.nodeVersion.replace(/^v/, '');
  return isAtLeast(version, oldestNode)
    ? ok('Node', version)
    : missing('Node', `${version}, ${oldestNode} or newer is needed`, 'make setup');
}

async function packages(world: World): Promise<Finding> {
  const installed = await world.files.exists(join(world.root, 'node_modules/.package-lock.json'));
  return installed ? ok('packages', 'installed') : missing('packages', 'not installed', 'make setup');
}

/** A program that set-up builds: its own version line, and the hash of the sources it was built from. */
async function builtTool(name: string, file: string, args: string[], world: World): Promise<Finding> {
  const path = join(world.root, '.tools', file);
  if (!(await world.files.exists(path))) return missing(name, `${path} is not there`, 'make setup');
  const stamp = await world.files.readText(join(world.root, '.tools/stamps', file)).catch(() => '');
  const sources = stamp === '' ? '' : `, sources ${stamp.trim().slice(0, 12)}`;
  if (args.length === 0) return ok(name, `${path}${sources}`);
  const { exitCode, stdout, stderr } = await world.processes.run(path, args, { timeoutMs: 15_000 });
  if (exitCode !== 0) return missing(name, `${path} does not run: ${stderr.trim()}`, 'make setup');
  const version = stdout.split('\n')[0]?.trim() ?? '';
  return stdout.includes(extension)
    ? ok(name, `${version} with ${extension}${sources}`)
    : missing(name, `${version} lacks our extension ${extension}`, 'make setup');
}

async function image(engine: string, world: World): Promise<Finding> {
  const wanted = await serviceImage(`compose/${engine}.yaml`, engine, {}, world);
  const name = `image ${engine}`;
  if (wanted === null) return missing(name, `compose/${engine}.yaml names none`, 'git checkout compose/');
  const here = await world.docker.inspectImage(wanted.reference);
  if (here === null) return missing(name, `${wanted.reference} is not here`, 'make setup');
  return ok(
    name,
    `${wanted.reference} ${here.id.replace('sha256:', '').slice(0, 12)}, ${Math.round(here.sizeBytes / 1e6)} MB`,
  );
}

async function docker(world: World): Promise<Finding[]> {
  const engine = await askDocker(world);
  if (engine instanceof DynoError) {
    const more = 'without it only --endpoint and the simulator can be measured';
    return [missing('Docker Engine', `${engine.message}; ${more}`, engine.hint)];
  }
  const compose = await askCompose(world);
  const gpu = await findGpu(null, world);
  return [
    ok('Docker Engine', engine.version),
    compose instanceof DynoError
      ? missing('Compose plugin', compose.message, compose.hint)
      : ok('Compose plugin', compose.version),
    ...(await Promise.all(ownEngines.map((name) => image(name, world)))),
    gpu.usable
      ? ok('GPU', gpu.why)
      : warn('GPU', gpu.why, 'for GPU engines: an NVIDIA GPU, its driver and the NVIDIA container toolkit'),
  ];
}

const setupSchema = z.object({
  steps: z.array(z.object({ name: z.string(), state: z.string(), why: z.string(), mend: z.string().nullable() })),
});

/** What set-up said when it last ran. */
async function setUp(world: World): Promise<Finding> {
  const text = await world.files.readText(join(world.root, '.tools/setup.json')).catch(() => null);
  if (text === null) return warn('set-up', 'has not run in this checkout', 'make setup');
  const undone = setupSchema.parse(JSON.parse(text)).steps.filter(({ state }) => state === 'missing');
  if (undone.length === 0) return ok('set-up', 'did all its steps');
  const found = undone.map(({ name, why }) => `${name}: ${why}`).join('; ');
  return warn('set-up', `could not do: ${found}`, undone.map(({ mend }) => mend ?? 'make setup').join('; '));
}

/** Programs, Docker, images, GPU. */
export async function examineSoftware(world: World): Promise<Finding[]> {
  return [
    node(world),
    await packages(world),
    await builtTool('load generator', 'k6', ['version'], world),
    await builtTool('simulator', 'sim', [], world),
    ...(await docker(world)),
    await setUp(world),
  ];
}
