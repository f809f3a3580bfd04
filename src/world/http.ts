import type { IncomingMessage } from 'node:http';
import type { Http, HttpRequest } from '../world.ts';
import { download } from './download.ts';
import { headersOf, reasonOf, send } from './send.ts';
import { serve } from './serve.ts';

async function* pieces(response: IncomingMessage, signal: AbortSignal, maxBytes: number): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let size = 0;
  try {
    for await (const bytes of response) {
      size += (bytes as Buffer).length;
      // Leaving the loop closes the connection: nothing more of it is read.
      if (size > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
      yield decoder.decode(bytes as Buffer, { stream: true });
    }
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
      return {
        status: response.statusCode ?? 0,
        response,
        pieces: pieces(response, signal, request.maxBytes ?? Number.POSITIVE_INFINITY),
      };
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
    serve,
  };
}
