import type { IncomingMessage } from 'node:http';
import type { Download, HttpRequest } from '../world.ts';
import { headersOf, reasonOf, send } from './send.ts';

const mostRedirects = 5;
const redirects = [301, 302, 303, 307, 308];

/** Aborts after a silence; every sign of life begins it anew. */
function silenceLimit(limitMs: number, stop: AbortSignal | undefined) {
  const silent = new AbortController();
  const end = () => silent.abort(new Error(`nothing came for ${Math.round(limitMs / 1000)} s`));
  let timer = setTimeout(end, limitMs);
  return {
    signal: stop === undefined ? silent.signal : AbortSignal.any([silent.signal, stop]),
    alive() {
      clearTimeout(timer);
      timer = setTimeout(end, limitMs);
    },
    done: () => clearTimeout(timer),
  };
}

type Limit = ReturnType<typeof silenceLimit>;

async function* bytesOf(response: IncomingMessage, limit: Limit): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of response) {
      limit.alive();
      yield piece as Buffer;
    }
    // Node ends the loop without an error where a server closed in the middle of a counted body.
    if (!response.complete) throw new Error('the connection closed before the end');
  } catch (error) {
    throw reasonOf(error, limit.signal);
  } finally {
    limit.done();
  }
}

/** A host that is redirected to has no business with what was meant for the first one. */
function forOtherHost(request: HttpRequest): HttpRequest {
  const { authorization: _, cookie: __, ...headers } = request.headers ?? {};
  return { ...request, headers };
}

/** One GET, redirects followed. Rejects with a plain Error on silence, too many redirects or a broken connection. */
export async function download(url: string, request: HttpRequest): Promise<Download> {
  const limit = silenceLimit(request.timeoutMs, request.signal);
  let at = url;
  let asked = request;
  try {
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const response = await send(at, asked, limit.signal);
      limit.alive();
      const status = response.statusCode ?? 0;
      const to = response.headers.location;
      if (!redirects.includes(status) || to === undefined) {
        return { status, headers: headersOf(response), bytes: bytesOf(response, limit) };
      }
      response.destroy();
      const next = new URL(to, at);
      if (next.host !== new URL(at).host) asked = forOtherHost(asked);
      at = next.href;
    }
    throw new Error(`more than ${mostRedirects} redirects`);
  } catch (error) {
    limit.done();
    throw reasonOf(error, limit.signal);
  }
}
