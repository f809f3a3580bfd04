import { join } from 'node:path';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Environment } from '../domain/environment.ts';
import { sha256OfFiles } from '../domain/file-hash.ts';
import type { World } from '../world.ts';
import { withoutSecrets } from './read-back/self-report.ts';

type Reader = Pick<World, 'files'>;

async function textOrNull(path: string, world: Reader): Promise<string | null> {
  return world.files.readText(path).then(
    (text) => text.trim(),
    () => null,
  );
}

/** A value of a `KEY=value` or `Key:  value` file such as /etc/os-release or /proc/meminfo. */
function field(text: string | null, name: string): string | null {
  const line = text?.split('\n').find((candidate) => candidate.startsWith(name));
  return (
    line
      ?.slice(name.length)
      .replace(/^[=:\s]+/, '')
      .replaceAll('"', '') ?? null
  );
}

/** "512 kB" as bytes. */
function kilobytes(text: string | null): number | null {
  const amount = Number.parseInt(text ?? '', 10);
  return Number.isNaN(amount) ? null : amount * 1024;
}

/** The hypervisor's mark, where the processor shows one; null also means "cannot tell". */
async function virtualisation(world: Reader): Promise<string | null> {
  const product = await textOrNull('/sys/class/dmi/id/product_name', world);
  const cpuinfo = await textOrNull('/proc/cpuinfo', world);
  if (!/^flags\s*:.*\bhypervisor\b/m.test(cpuinfo ?? '')) return product;
  return product === null || product === '' ? 'virtual machine' : `virtual machine (${product})`;
}

async function hostEnvironment(world: World): Promise<Environment['host']> {
  const memory = await textOrNull('/proc/meminfo', world);
  return {
    os: field(await textOrNull('/etc/os-release', world), 'PRETTY_NAME'),
    kernel: world.host.osRelease,
    cpuModel: world.host.cpuModel,
    cpus: world.host.cpus,
    memoryBytes: world.host.memoryBytes,
    swapBytes: kilobytes(field(memory, 'SwapTotal')),
    governor: await textOrNull('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', world),
    virtualised: await virtualisation(world),
  };
}

const gpuQuery = ['--query-gpu=index,uuid,name,memory.total,driver_version', '--format=csv,noheader,nounits'];

/** GPUs as nvidia-smi lists them: in the engine's container, which sees what the engine sees, else on the host. */
async function gpus(engine: ReadyEngine, world: World): Promise<Environment['gpus']> {
  const text = await (engine.containerId === null
    ? world.processes
        .run('nvidia-smi', gpuQuery, { timeoutMs: 10_000 })
        .then((result) => (result.exitCode === 0 ? result.stdout : ''))
    : world.docker
        .exec(engine.containerId, ['nvidia-smi', ...gpuQuery])
        .then((result) => (result.exitCode === 0 ? result.output : ''))
  ).catch(() => '');
  return text
    .split('\n')
    .map((line) => line.split(',').map((part) => part.trim()))
    .filter((parts) => parts.length === 5)
    .map(([index, uuid, name, memoryMiB, driver]) => ({
      index: Number(index),
      uuid: uuid ?? '',
      name: name ?? '',
      memoryBytes: Number(memoryMiB) * 1024 * 1024,
      driver: driver ?? null,
    }));
}

async function dockerEnvironment(world: World): Promise<Environment['docker']> {
  const version = await world.docker.version().catch(() => null);
  if (version === null) return null;
  const compose = await world.processes
    .run('docker', ['compose', 'version', '--short'], { timeoutMs: 20_000 })
    .catch(() => null);
  const { cpus: _, ...daemon } = version;
  return { ...daemon, composeVersion: compose?.exitCode === 0 ? compose.stdout.trim() : null };
}

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
export async function collectEnvironment(engine: ReadyEngine, world: World): Promise<Environment> {
  return {
    version: 1,
    host: await hostEnvironment(world),
    gpus: await gpus(engine, world),
    docker: engine.kind === 'container' ? await dockerEnvironment(world) : null,
    loadGenerator: await loadGenerator(world),
    node: world.host.nodeVersion,
    cpuSets: engine.cpuSets,
    engine: { version: await engineVersion(engine, world), models: engine.models, selfReport: ownWords(engine) },
  };
}
