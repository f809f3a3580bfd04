import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../world.ts';

/** The clock of this process: monotonic for durations, wall for names. */
export function realClock(): Clock {
  return {
    // CLOCK_MONOTONIC on Linux, the same for all processes of the machine (libuv's uv_hrtime).
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    now: () => new Date(),
    async sleep(ms, signal) {
      await wait(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
    },
  };
}
