import { accessTo } from '../domain/endpoint-access.ts';
import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { HttpResponse, World } from '../world.ts';

/** What a GET got: an answer, or the reason why there is none. */
export type Answer = { response: HttpResponse } | { failure: string };

/** One GET. Throws only when the run is stopped or the engine refuses the key (ENDPOINT_DENIED). */
export async function ask(
  engine: StartedEngine,
  path: string,
  plan: Plan,
  world: World,
  signal: AbortSignal = world.stop,
): Promise<Answer> {
  const access = await accessTo(plan.target, world.files.readText);
  try {
    const response = await world.http.fetch(`${engine.url}${path}`, { ...access, timeoutMs: 10_000, signal });
    denyIfDenied(response.status, `${engine.url}${path}`, response.text);
    return { response };
  } catch (error) {
    if (error instanceof DynoError) throw error;
    world.stop.throwIfAborted();
    return { failure: reasonOf(error) };
  }
}

/** Throws ENDPOINT_DENIED for the statuses that say so. */
export function denyIfDenied(status: number, url: string, body: string): void {
  if (status !== 401 && status !== 403) return;
  throw new DynoError('ENDPOINT_DENIED', `${url} answers ${status}: ${excerpt(body)}`);
}

/** Node puts the reason into code where a name has several addresses; its message is empty then. */
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}

/** The beginning of an answer, on one line. */
export function excerpt(body: string): string {
  return body.replace(/\s+/g, ' ').trim().slice(0, 300) || '(empty answer)';
}
