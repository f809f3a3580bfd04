import type { GpuProcess } from '../../domain/gpu-processes.ts';
import { notChecked, type Rule } from './rule.ts';

const mib = 1024 ** 2;

function named({ pid, name, memoryBytes }: GpuProcess): string {
  const memory = memoryBytes === null ? 'unknown memory' : `${Math.round(memoryBytes / mib)} MiB`;
  return `${name ?? 'process'} (pid ${pid}, ${memory})`;
}

/**
 * Was somebody else on the engine's GPU, when the cell began or when it ended? A process that only holds a context (some
 * hundred MiB) may do nothing; one that holds more takes memory that the engine would have had, and works there.
 */
export const gpuShared: Rule = ({ statistics: { cell }, gpuProcesses, plan }) => {
  const { gpuOthersBytes } = plan.suite.limits;
  const limit = `WARN for any other process, INVALID from ${Math.round(gpuOthersBytes / mib)} MiB held by others on`;
  const looks = (gpuProcesses?.snapshots ?? []).filter((look) => look.cell === cell.id);
  const known = looks.flatMap(({ processes }) => (processes === null ? [] : [processes]));
  if (known.length === 0) return notChecked('nobody could tell who is on a GPU', limit);
  const others = known.map((processes) => processes.filter(({ ours }) => !ours));
  const bytes = others.map((list) => list.reduce((total, { memoryBytes }) => total + (memoryBytes ?? 0), 0));
  const each = new Map(others.flat().map((one) => [one.pid, one]));
  return {
    state: Math.max(...bytes) >= gpuOthersBytes ? 'INVALID' : each.size > 0 ? 'WARN' : 'VALID',
    measured: each.size === 0 ? `only the engine, in ${known.length} looks` : [...each.values()].map(named).join(', '),
    limit,
    advice: 'stop these processes, or give the engine a GPU of its own (DYNO_GPU), and measure again',
  };
};
