import { cpusInSet } from '../domain/cpu-set.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { StartedEngine } from '../domain/engine-life.ts';
import type { World } from '../world.ts';

type CpuSets = StartedEngine['cpuSets'];

const none: CpuSets = { engine: null, loadGenerator: null };

/** A GPU engine needs its CPUs for start-up and scheduling: it shares them unless there are this many. */
const manyCpus = 8;

/**
 * Gives the last CPU to the load generator and the others to the engine, so that neither steals the other's time.
 * Nothing is pinned where that cannot be said: one CPU, no Linux, or a daemon that counts other CPUs (a virtual machine).
 */
export async function chooseCpuSets(
  needs: EngineDefinition['needs'],
  daemonCpus: number | null,
  world: World,
): Promise<CpuSets> {
  const allowed = await allowedCpus(world);
  const load = allowed.at(-1);
  if (load === undefined || allowed.length < (needs === 'cpu' ? 2 : manyCpus)) return none;
  if (daemonCpus !== null && load >= daemonCpus) return none;
  return { engine: formatCpuList(allowed.slice(0, -1)), loadGenerator: String(load) };
}

/** CPUs this process may run on, by number; a container or taskset may leave it only some. Empty where unknown. */
async function allowedCpus(world: World): Promise<number[]> {
  if (world.host.platform !== 'linux') return [];
  const status = await world.files.readText('/proc/self/status').catch(() => '');
  return cpusInSet(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
}

/** 0 1 2 5 -> "0-2,5" */
export function formatCpuList(cpus: number[]): string {
  const ranges: [number, number][] = [];
  for (const cpu of cpus) {
    const last = ranges.at(-1);
    if (last && last[1] === cpu - 1) last[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
