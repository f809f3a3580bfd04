import type { IncomingMessage } from 'node:http';
import type { Http, HttpRequest } from '../world.ts';
import { download } from './download.ts';
import { headersOf, reasonOf, send } from './send.ts';

async function* pieces(response: IncomingMessage, signal: AbortSignal): AsyncIterable<string> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response) yield decoder.decode(bytes as Buffer, { stream: true });
  } catch (error) {
    throw reasonOf(error, signal);
  }
}

/** HTTP for control calls (probes, metrics); the load itself is never sent from here. */
export function realHttp(): Http {
  async function begin(url: string, request: HttpRequest) {
    // What is left of a deadline is no whole number, and Node takes nothing else.
    const limit = AbortSignal.timeout(Math.ceil(request.timeoutMs));
    const signal = request.signal ? AbortSignal.any([limit, request.signal]) : limit;
    try {
      signal.throwIfAborted();
      const response = await send(url, request, signal);
      return { status: response.statusCode ?? 0, response, pieces: pieces(response, signal) };
    } catch (error) {
      throw reasonOf(error, signal);
    }
  }
  return {
    async fetch(url, request) {
      const answer = await begin(url, request);
      let text = '';
      for await (const piece of answer.pieces) text += piece;
      return { status: answer.status, headers: headersOf(answer.response), text };
    },
    async stream(url, request) {
      const answer = await begin(url, request);
      return { status: answer.status, pieces: answer.pieces };
    },
    download,
  };
}
