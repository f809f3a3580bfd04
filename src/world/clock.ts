import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../world.ts';

/** The clock of this process: monotonic for durations, wall for names. */
export function realClock(): Clock {
  return {
    monotonicMs: () => performance.now(),
    now: () => new Date(),
    async sleep(ms, signal) {
      await wait(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
    },
  };
}
