/**
 * What is known of a GPU at one instant: name in series -> column of gpu.csv. Energy and violations are counters since
 * the driver was loaded; shares are 0..1; what a source does not say is null.
 */
export const gpuMetrics = {
  memoryUsedBytes: 'memory_used_bytes',
  memoryTotalBytes: 'memory_total_bytes',
  /** Time in which any kernel ran. */
  utilisationPercent: 'utilisation_percent',
  /** Time in which memory of the GPU was read or written. */
  memoryCopyPercent: 'memory_copy_percent',
  powerW: 'power_w',
  powerLimitW: 'power_limit_w',
  energyJ: 'energy_j',
  smClockMhz: 'sm_clock_mhz',
  memoryClockMhz: 'memory_clock_mhz',
  temperatureC: 'temperature_c',
  memoryTemperatureC: 'memory_temperature_c',
  /** Share of cycles in which a multiprocessor had work, its tensor cores computed, the memory moved data. */
  smActive: 'sm_active',
  tensorActive: 'tensor_active',
  dramActive: 'dram_active',
  pcieSentBytesPerS: 'pcie_sent_bytes_per_s',
  pcieReceivedBytesPerS: 'pcie_received_bytes_per_s',
  /** Time spent slower than asked for, because of power or heat. */
  powerViolationS: 'power_violation_s',
  thermalViolationS: 'thermal_violation_s',
  /** Bits of nvmlClocksEventReasons (docs.nvidia.com/deploy/nvml-api): why the clock is not higher. */
  throttleReasons: 'throttle_reasons',
  /** 0 is the fastest. */
  performanceState: 'performance_state',
  /** Number of the last error that the driver reported. */
  xidLast: 'xid_last',
} as const;
export type GpuMetric = keyof typeof gpuMetrics;

/** One reading. */
export type GpuReading = Partial<Record<GpuMetric, number | null>>;

/** Where a reading came from. */
export const gpuSources = ['dcgm', 'nvidia-smi'] as const;
export type GpuSourceName = (typeof gpuSources)[number];

/** Whether a row of gpu_memory.csv is of a GPU, by its column `source`. */
export function isGpuSource(source: unknown): source is GpuSourceName {
  return (gpuSources as readonly unknown[]).includes(source);
}
