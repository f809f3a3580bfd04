import type { ReadyEngine } from '../domain/engine-life.ts';
import type { World } from '../world.ts';
import type { CsvValue } from './csv.ts';
import type { UseSource } from './engine-use.ts';
import type { Sampler } from './sampler.ts';

const mib = 1024 ** 2;
const query = [
  '--query-gpu=memory.used,memory.total,utilization.gpu,power.draw,temperature.gpu',
  '--format=csv,noheader,nounits',
];

/** Columns of gpu_memory.csv; `source` says whose memory it is: nvidia-smi, docker or process. */
const columns = [
  'source',
  'memory_used_bytes',
  'memory_total_bytes',
  'utilisation_percent',
  'power_w',
  'temperature_c',
] as const;

type Ask = () => Promise<string | null>;

/** Reads the first GPU of an nvidia-smi answer; what the driver does not know ("[N/A]") is null. */
export function gpuReading(output: string): Record<string, CsvValue> | null {
  const cells = output.trim().split('\n')[0]?.split(',') ?? [];
  if (cells.length !== 5) return null;
  const [used, total, utilisation, power, temperature] = cells.map((cell) => {
    const number = Number(cell.trim());
    return cell.trim() === '' || Number.isNaN(number) ? null : number;
  });
  const bytes = (value: number | null | undefined) => (value === null || value === undefined ? null : value * mib);
  return {
    source: 'nvidia-smi',
    memory_used_bytes: bytes(used),
    memory_total_bytes: bytes(total),
    utilisation_percent: utilisation ?? null,
    power_w: power ?? null,
    temperature_c: temperature ?? null,
  };
}

function askContainer(containerId: string, world: World): Ask {
  return async () => {
    const result = await world.docker.exec(containerId, ['nvidia-smi', ...query]);
    return result.exitCode === 0 ? result.output : null;
  };
}

function askHost(world: World): Ask {
  return async () => {
    const result = await world.processes.run('nvidia-smi', query, { timeoutMs: 5_000 });
    return result.exitCode === 0 ? result.stdout : null;
  };
}

/** The first way to ask that gives a reading; null without a GPU. An endpoint's GPU is not ours to see. */
async function workingAsk(engine: ReadyEngine, world: World): Promise<Ask | null> {
  if (engine.kind === 'endpoint') return null;
  // Inside the container only its own GPU shows; the host is the second choice.
  const asks = [...(engine.containerId === null ? [] : [askContainer(engine.containerId, world)]), askHost(world)];
  for (const ask of asks) {
    const output = await ask().catch(() => null);
    if (output !== null && gpuReading(output) !== null) return ask;
  }
  return null;
}

/**
 * Memory, use, power and temperature of the engine's GPU. `needsGpu` false: the memory of its container or process
 * instead, so that gpu_memory.csv always says how much the engine holds. Without either source the file has no values.
 */
export async function gpuMemory(
  engine: ReadyEngine,
  needsGpu: boolean,
  use: UseSource | null,
  world: World,
): Promise<Sampler> {
  const ask = needsGpu ? await workingAsk(engine, world) : null;
  return {
    file: 'gpu_memory.csv',
    columns,
    async read() {
      if (ask !== null) return gpuReading((await ask()) ?? '') ?? {};
      if (use === null) return {};
      return { source: use.source, memory_used_bytes: (await use.read()).memoryBytes };
    },
  };
}
