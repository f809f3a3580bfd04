import { join } from 'node:path';
import type { World } from '../world.ts';
import { freeBytesAt, gb } from './disk.ts';
import { type Finding, ok, warn } from './finding.ts';

const enoughCpus = 4;
const enoughMemoryBytes = 2e9;
const enoughDiskBytes = 5e9;
const muchSwapBytes = 100e6;
const slowClocks = ['hpet', 'acpi_pm', 'jiffies', 'pit'];

/** A one-line file of /proc or /sys; null where the kernel has none. */
async function line(path: string, world: World): Promise<string | null> {
  const text = await world.files.readText(path).catch(() => null);
  return text === null ? null : text.trim();
}

function cores({ host }: World): Finding {
  const found = `${host.cpus} × ${host.cpuModel ?? 'unknown CPU'}`;
  return host.cpus >= enoughCpus
    ? ok('cores', found)
    : warn(
        'cores',
        found,
        `from ${enoughCpus} cores on, engine and load generator do not have to share them with the rest of the system`,
      );
}

async function memory(world: World): Promise<Finding[]> {
  const text = (await line('/proc/meminfo', world)) ?? '';
  const bytes = (field: string) => {
    const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text);
    return match === null ? null : Number(match[1]) * 1024;
  };
  const availableBytes = bytes('MemAvailable');
  const [swapBytes, swapFreeBytes] = [bytes('SwapTotal'), bytes('SwapFree')];
  const found = `${gb(world.host.memoryBytes)}, ${availableBytes === null ? 'available unknown' : `${gb(availableBytes)} available`}`;
  const swapUsedBytes = swapBytes === null || swapFreeBytes === null ? null : swapBytes - swapFreeBytes;
  return [
    availableBytes !== null && availableBytes < enoughMemoryBytes
      ? warn('memory', found, `free some: an engine needs ${gb(enoughMemoryBytes)} and more`)
      : ok('memory', found),
    swapUsedBytes !== null && swapUsedBytes > muchSwapBytes
      ? warn('swap', `${gb(swapUsedBytes)} in use`, 'free memory: swapping makes latencies meaningless')
      : ok('swap', swapUsedBytes === null ? 'unknown' : `${gb(swapUsedBytes)} in use`),
  ];
}

async function disk(world: World): Promise<Finding> {
  const results = join(world.root, 'results');
  const freeBytes = await freeBytesAt(results, world);
  const found = `${gb(freeBytes)} free at ${results}`;
  return freeBytes < enoughDiskBytes ? warn('disk', found, 'free some space') : ok('disk', found);
}

async function governor(world: World): Promise<Finding> {
  const found = await line('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', world);
  if (found === null) return ok('CPU governor', 'not told by this machine');
  return found === 'performance'
    ? ok('CPU governor', found)
    : warn('CPU governor', found, 'sudo cpupower frequency-set -g performance');
}

async function load(world: World): Promise<Finding> {
  const found = (await line('/proc/loadavg', world))?.split(' ')[0];
  if (found === undefined) return ok('load average', 'not told by this machine');
  return Number(found) > world.host.cpus / 2
    ? warn('load average', `${found} on ${world.host.cpus} cores`, 'stop other work: it disturbs the figures')
    : ok('load average', found);
}

async function clockSource(world: World): Promise<Finding> {
  const found = await line('/sys/devices/system/clocksource/clocksource0/current_clocksource', world);
  if (found === null) return ok('clock source', 'not told by this machine');
  return slowClocks.includes(found)
    ? warn('clock source', found, 'reading this clock is slow; boot with clocksource=tsc if the CPU allows it')
    : ok('clock source', found);
}

/** What disturbs figures even where everything is installed. */
export async function examineHardware(world: World): Promise<Finding[]> {
  return [
    cores(world),
    ...(await memory(world)),
    await disk(world),
    await governor(world),
    await load(world),
    await clockSource(world),
  ];
}
