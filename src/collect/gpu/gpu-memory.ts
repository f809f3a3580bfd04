import { join } from 'node:path';
import { gpuMetrics } from '../../domain/gpu-metric.ts';
import type { World } from '../../world.ts';
import { csvLine, csvValues } from '../csv.ts';
import { timeColumns } from '../sampler.ts';

/** Whose memory it is, where there is no GPU: that of the engine's container or process; `cpus`: how many it may use. */
export type WithoutGpu = { source: 'docker' | 'process'; cpus: number } | null;

const { memoryUsedBytes, memoryTotalBytes, utilisationPercent, powerW, temperatureC } = gpuMetrics;
const columns = ['source', 'device', memoryUsedBytes, memoryTotalBytes, utilisationPercent, powerW, temperatureC];

type Row = Record<string, string>;

async function* rowsOf(path: string, world: Pick<World, 'files'>): AsyncIterable<Row> {
  let header: string[] | null = null;
  for await (const line of world.files.lines(path)) {
    const cells = csvValues(line);
    if (header === null) header = cells;
    else yield Object.fromEntries(header.map((column, index) => [column, cells[index] ?? '']));
  }
}

/** The engine's container or process in the columns of a GPU, where they apply; they are of the CPU and its memory. */
function asCpu(row: Row, { source, cpus }: NonNullable<WithoutGpu>): Row {
  const ofOneCore = row.cpu_percent ?? '';
  return {
    ...row,
    source,
    device: 'cpu',
    [memoryUsedBytes]: row.memory_bytes ?? '',
    [utilisationPercent]: ofOneCore === '' ? '' : (Number(ofOneCore) / cpus).toFixed(2),
  };
}

/**
 * Writes gpu_memory.csv when the sampling is over: the main columns of gpu.csv; without a GPU those of
 * engine_process.csv, with `device` saying cpu and the utilisation being of the CPUs that the engine may use.
 */
export async function writeGpuMemory(cellFolder: string, without: WithoutGpu, world: World): Promise<void> {
  const onGpu = await world.files.exists(join(cellFolder, 'gpu.csv'));
  const lines = [csvLine([...timeColumns, ...columns])];
  const add = (row: Row) => lines.push(csvLine([...timeColumns, ...columns].map((column) => row[column] || null)));
  if (onGpu) for await (const row of rowsOf(join(cellFolder, 'gpu.csv'), world)) add({ ...row, device: 'gpu' });
  else if (without !== null)
    for await (const row of rowsOf(join(cellFolder, 'engine_process.csv'), world)) add(asCpu(row, without));
  await world.files.writeAtomic(join(cellFolder, 'gpu_memory.csv'), `${lines.join('\n')}\n`);
}
