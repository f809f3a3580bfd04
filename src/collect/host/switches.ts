import type { World } from '../../world.ts';
import { rateMeter } from '../rate-meter.ts';

export type Switches = { voluntary: number; involuntary: number };

/** Context switches of one thread, from its /proc/PID/task/TID/status; null where the kernel does not say. */
export function switchesOf(status: string): Switches | null {
  const count = (name: string) => new RegExp(`^${name}_ctxt_switches:\\s+(\\d+)$`, 'm').exec(status)?.[1];
  const [voluntary, involuntary] = [count('voluntary'), count('nonvoluntary')];
  if (voluntary === undefined || involuntary === undefined) return null;
  return { voluntary: Number(voluntary), involuntary: Number(involuntary) };
}

type Rates = { voluntaryPerS: number | null; involuntaryPerS: number | null };

/**
 * Switches a second of all threads of a process. /proc/PID/status counts its first thread alone, so each thread is
 * asked; what a thread counted between the last reading and its end is lost.
 */
export function switchMeter(monotonicMs: () => number, { files }: Pick<World, 'files'>) {
  const [voluntaryPerS, involuntaryPerS] = [rateMeter(monotonicMs), rateMeter(monotonicMs)];
  const total: Switches = { voluntary: 0, involuntary: 0 };
  let before = new Map<string, Switches>();
  return async (pid: number | null): Promise<Rates> => {
    const threads = pid === null ? [] : await files.list(`/proc/${pid}/task`).catch(() => []);
    const now = new Map<string, Switches>();
    for (const thread of threads) {
      const switches = switchesOf(files.readNow(`/proc/${pid}/task/${thread}/status`) ?? '');
      if (switches === null) continue;
      now.set(thread, switches);
      total.voluntary += switches.voluntary - (before.get(thread)?.voluntary ?? 0);
      total.involuntary += switches.involuntary - (before.get(thread)?.involuntary ?? 0);
    }
    before = now;
    const known = now.size > 0;
    return {
      voluntaryPerS: voluntaryPerS(known ? total.voluntary : null),
      involuntaryPerS: involuntaryPerS(known ? total.involuntary : null),
    };
  };
}
