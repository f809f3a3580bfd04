import { setTimeout as sleep } from 'node:timers/promises';
import { DynoError } from '../errors.ts';

const intervalMs = 50;

/**
 * Asks until the answer is yes; throws CLEANUP_INCOMPLETE after the limit. The daemon answers a removal before
 * it is complete where somebody else removes too, so only asking proves it.
 */
export async function waitUntilGone(
  what: string,
  limitMs: number,
  isGone: () => Promise<boolean>,
  byHand?: string,
): Promise<void> {
  for (let waitedMs = 0; !(await isGone()); waitedMs += intervalMs) {
    if (waitedMs >= limitMs) {
      const advice = byHand === undefined ? '' : `; by hand: ${byHand}`;
      throw new DynoError('CLEANUP_INCOMPLETE', `could not ${what} within ${limitMs / 1000} s${advice}`);
    }
    await sleep(intervalMs);
  }
}
