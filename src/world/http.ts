import type { Http, HttpRequest } from '../world.ts';

/** Node's fetch hides the reason ("fetch failed") in `cause`; users need the reason itself. */
function unwrap(error: unknown): Error {
  const cause = (error as { cause?: unknown }).cause;
  return cause instanceof Error ? cause : error instanceof Error ? error : new Error(String(error));
}

async function send(url: string, request: HttpRequest): Promise<Response> {
  const limit = AbortSignal.timeout(request.timeoutMs);
  return fetch(url, {
    method: request.method ?? 'GET',
    headers: request.headers ?? {},
    signal: request.signal ? AbortSignal.any([limit, request.signal]) : limit,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

async function* pieces(response: Response): AsyncIterable<string> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  for await (const bytes of response.body) yield decoder.decode(bytes, { stream: true });
}

/** HTTP for control calls (probes, metrics); the load itself is never sent from here. */
export function realHttp(): Http {
  return {
    async fetch(url, request) {
      try {
        const response = await send(url, request);
        const headers = Object.fromEntries(response.headers.entries());
        return { status: response.status, headers, text: await response.text() };
      } catch (error) {
        throw unwrap(error);
      }
    },
    async stream(url, request) {
      try {
        const response = await send(url, request);
        return { status: response.status, pieces: pieces(response) };
      } catch (error) {
        throw unwrap(error);
      }
    },
  };
}
