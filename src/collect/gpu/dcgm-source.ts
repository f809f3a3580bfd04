import type { GpuMetric, GpuReading } from '../../domain/gpu-metric.ts';
import type { World } from '../../world.ts';
import { type MetricSample, parsePrometheus } from '../prometheus-text.ts';
import type { RawAnswer } from '../raw-log.ts';
import { scrape } from '../scrape.ts';
import type { GpuSource } from './gpu-source.ts';

const mib = 1024 ** 2;

/** DCGM's fields (compose/dcgm-exporter/counters.csv) -> our name, and what its unit is multiplied with to be ours. */
const fields: Record<string, { metric: GpuMetric; times: number }> = {
  DCGM_FI_DEV_FB_USED: { metric: 'memoryUsedBytes', times: mib },
  DCGM_FI_DEV_GPU_UTIL: { metric: 'utilisationPercent', times: 1 },
  DCGM_FI_DEV_MEM_COPY_UTIL: { metric: 'memoryCopyPercent', times: 1 },
  DCGM_FI_DEV_POWER_USAGE: { metric: 'powerW', times: 1 },
  DCGM_FI_DEV_ENFORCED_POWER_LIMIT: { metric: 'powerLimitW', times: 1 },
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: { metric: 'energyJ', times: 1e-3 },
  DCGM_FI_DEV_SM_CLOCK: { metric: 'smClockMhz', times: 1 },
  DCGM_FI_DEV_MEM_CLOCK: { metric: 'memoryClockMhz', times: 1 },
  DCGM_FI_DEV_GPU_TEMP: { metric: 'temperatureC', times: 1 },
  DCGM_FI_DEV_MEMORY_TEMP: { metric: 'memoryTemperatureC', times: 1 },
  DCGM_FI_PROF_SM_ACTIVE: { metric: 'smActive', times: 1 },
  DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: { metric: 'tensorActive', times: 1 },
  DCGM_FI_PROF_DRAM_ACTIVE: { metric: 'dramActive', times: 1 },
  DCGM_FI_PROF_PCIE_TX_BYTES: { metric: 'pcieSentBytesPerS', times: 1 },
  DCGM_FI_PROF_PCIE_RX_BYTES: { metric: 'pcieReceivedBytesPerS', times: 1 },
  DCGM_FI_DEV_POWER_VIOLATION: { metric: 'powerViolationS', times: 1e-9 },
  DCGM_FI_DEV_THERMAL_VIOLATION: { metric: 'thermalViolationS', times: 1e-9 },
  DCGM_FI_DEV_CLOCKS_EVENT_REASONS: { metric: 'throttleReasons', times: 1 },
  DCGM_FI_DEV_PSTATE: { metric: 'performanceState', times: 1 },
  DCGM_FI_DEV_XID_ERRORS: { metric: 'xidLast', times: 1 },
};
const wholeMemory = ['DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_RESERVED'];

/** DCGM's marks for "blank" (dcgm_structs.h) begin here; old exporters print them, newer ones leave the series out. */
const blankFrom = 0x7fff_ffff_ffff_f000;

/** Which GPU is meant: by UUID, where that is known, else by its number on the machine. */
export type GpuName = { uuid: string | null; index: string };

function isOf({ labels }: MetricSample, { uuid, index }: GpuName): boolean {
  return uuid === null ? labels.gpu === index : labels.UUID === uuid;
}

/** Reads one GPU out of what dcgm-exporter says, in our units; a series that is not there is null, never 0. */
export function dcgmReading(text: string, gpu: GpuName): GpuReading {
  const own = parsePrometheus(text).samples.filter((sample) => isOf(sample, gpu));
  const values = new Map(own.map(({ name, value }) => [name, value !== null && value < blankFrom ? value : null]));
  const reading: GpuReading = {};
  for (const [name, { metric, times }] of Object.entries(fields)) {
    const value = values.get(name) ?? null;
    reading[metric] = value === null ? null : value * times;
  }
  const parts = wholeMemory.map((name) => values.get(name) ?? null);
  const total = parts.reduce<number | null>(
    (sum, part) => (sum === null || part === null ? null : sum + part * mib),
    0,
  );
  return { ...reading, memoryTotalBytes: total };
}

const empty = 'the answer is empty';

/** dcgm-exporter as a source. While it reads its field list again its answer is empty: a gap. */
export function dcgmSource(url: string, gpu: GpuName, world: Pick<World, 'http' | 'files'>): GpuSource {
  const path = '/metrics';
  let last: RawAnswer | null = null;
  return {
    name: 'dcgm',
    words: 'dcgm-exporter beside the engine',
    async read(signal) {
      const { status, reason, text } = await scrape(`${url}${path}`, { target: null, timeoutMs: 5_000, signal }, world);
      last = { path, format: 'prometheus', status, reason: text === '' ? empty : reason, text };
      return reason === null ? dcgmReading(text ?? '', gpu) : {};
    },
    last: () => last,
  };
}
