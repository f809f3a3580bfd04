import type { HostPart, ReadText } from './part.ts';

/** Each file asks the processor: on machines with hundreds of CPUs as many evenly spread ones tell as much. */
const askedCpus = 16;

/** At most `count` of these, evenly spread. */
export function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)] as T);
}

/** MHz of every CPU in /proc/cpuinfo; empty on ARM, which does not tell. */
export function cpuinfoMhz(cpuinfo: string): number[] {
  return [...cpuinfo.matchAll(/^cpu MHz\s*: ([\d.]+)$/gm)].map(([, mhz]) => Number(mhz));
}

function frequencyPath(cpu: number): string {
  return `/sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_cur_freq`;
}

/**
 * Clocks of the CPUs, mean and slowest: cpufreq where the kernel scales them, else /proc/cpuinfo (virtual machines:
 * what the hypervisor said at boot, which need not be so).
 */
export function clockSpeed(cpus: readonly number[], read: ReadText): HostPart {
  const asked = spread(cpus, askedCpus).filter((cpu) => read(frequencyPath(cpu)) !== null);
  const speeds = () => {
    if (asked.length === 0) return cpuinfoMhz(read('/proc/cpuinfo') ?? '');
    return asked.map((cpu) => Number.parseInt(read(frequencyPath(cpu)) ?? '', 10) / 1000).filter(Number.isFinite);
  };
  return {
    columns: ['cpu_mhz', 'cpu_mhz_slowest'],
    read() {
      const mhz = speeds();
      if (mhz.length === 0) return {};
      return { cpu_mhz: mhz.reduce((sum, one) => sum + one, 0) / mhz.length, cpu_mhz_slowest: Math.min(...mhz) };
    },
  };
}
