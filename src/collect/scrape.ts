import { accessTo } from '../domain/endpoint-access.ts';
import type { Target } from '../domain/plan.ts';
import type { World } from '../world.ts';

/** What came of asking for metrics once. `text` is null where there was no answer, `reason` where it was a good one. */
export type Scrape = {
  status: number | null;
  bytes: number | null;
  reason: string | null;
  text: string | null;
};

/** The page of a large deployment is some 100 kB; what is longer than this is no page of metrics. */
const maxBytes = 8 * 1024 * 1024;

/** How a page is asked for. `target`: whose key and certificates go along; null: nobody's. */
export type Asking = { target: Target | null; timeoutMs: number; signal?: AbortSignal | undefined };

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  // Node names both addresses of localhost in an error of its own, which has no message.
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}

/** One GET. Never throws: a failure is a reading that says why there is nothing in it, an aborted signal too. */
export async function scrape(
  url: string,
  { target, timeoutMs, signal }: Asking,
  world: Pick<World, 'http' | 'files'>,
): Promise<Scrape> {
  try {
    const access = target === null ? {} : await accessTo(target, world.files.readText);
    const limits = { timeoutMs, maxBytes, ...(signal && { signal }) };
    const { status, text } = await world.http.fetch(url, { ...access, ...limits });
    return { status, bytes: Buffer.byteLength(text), reason: status === 200 ? null : `HTTP ${status}`, text };
  } catch (error) {
    return { status: null, bytes: null, reason: reasonOf(error, timeoutMs), text: null };
  }
}
