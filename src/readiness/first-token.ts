import { accessTo } from '../domain/endpoint-access.ts';
import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { denyIfDenied, excerpt } from './ask.ts';
import { meaningOf } from './token-in-event.ts';

/** The small streamed request by which an engine proves itself; made by whoever knows its dialect. */
export type FirstRequest = { path: string; body: Record<string, unknown> };

/**
 * Step 3: one small streamed request brings a real token. A healthy answer proves little: servers were seen that
 * answered /health while no token came out. Throws NO_FIRST_TOKEN, REQUEST_REJECTED, ENDPOINT_DENIED.
 */
export async function awaitFirstToken(
  engine: StartedEngine,
  plan: Plan,
  first: FirstRequest,
  timeoutMs: number,
  world: World,
): Promise<void> {
  const url = `${engine.url}${first.path}`;
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, world.stop]);
  const { headers: asked, route } = await accessTo(plan.target, world.files.readText);
  const headers = { ...asked, 'content-type': 'application/json' };
  try {
    const request = {
      method: 'POST',
      headers,
      route,
      body: JSON.stringify(first.body),
      timeoutMs,
      signal,
    } as const;
    const { status, pieces } = await world.http.stream(url, request);
    if (status !== 200) await refuse(status, url, pieces);
    if (!(await streamsToken(pieces))) {
      throw new DynoError('NO_FIRST_TOKEN', `${url} answered 200, but its stream ended without a token`);
    }
  } catch (error) {
    if (error instanceof DynoError) throw error;
    world.stop.throwIfAborted();
    throw new DynoError(
      'NO_FIRST_TOKEN',
      `no token from ${url} within ${Math.round(timeoutMs / 1000)} s: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    // The token is all we wanted: the engine must be idle again before the load begins.
    enough.abort();
  }
}

async function refuse(status: number, url: string, pieces: AsyncIterable<string>): Promise<never> {
  let body = '';
  for await (const piece of pieces) body += piece;
  denyIfDenied(status, url, body);
  throw new DynoError('REQUEST_REJECTED', `${url} answers ${status}: ${excerpt(body)}`);
}

/** Reads the stream until its first token. Throws REQUEST_REJECTED on an error event. */
async function streamsToken(pieces: AsyncIterable<string>): Promise<boolean> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((at) => at.startsWith('data:'))) {
      const meaning = meaningOf(line.slice('data:'.length).trim());
      if (meaning.kind === 'token') return true;
      if (meaning.kind === 'error')
        throw new DynoError('REQUEST_REJECTED', `the engine answers with an error: ${meaning.message}`);
    }
  }
  return false;
}
