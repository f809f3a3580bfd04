import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits for a condition and gives what it gave. The limit only ends a test that would hang; it says nothing about how
 * fast things must be. Throws with `what` after it.
 */
export async function until<T>(
  what: string | (() => string),
  condition: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadlineMs) {
      throw new Error(`not within ${limitMs / 1000} s: ${typeof what === 'string' ? what : what()}`);
    }
    await wait(20);
  }
}
