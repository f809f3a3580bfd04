import type { World } from '../world.ts';

/** Waits for the end of something, but no longer than a limit; no timer is left behind. */
export async function waitAtMost(limitMs: number, end: Promise<unknown>, world: World): Promise<void> {
  const over = new AbortController();
  const limit = world.clock.sleep(limitMs, over.signal);
  await Promise.race([end, limit]).finally(() => over.abort());
}
