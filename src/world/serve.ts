import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Http, ServedAnswer, ServedRequest, Serving } from '../world.ts';

/** More than a few browsers and scrapers are a mistake or an attack. */
const maxConnections = 64;

function requestOf({ method = '', url = '', headers }: IncomingMessage): ServedRequest {
  return { method, path: url.split('?', 1)[0] ?? '', host: headers.host ?? '' };
}

/** Resolves when the client took what was written, or went away. */
function takesMore(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => void response.once('drain', resolve).once('close', resolve));
}

/** Sends piece after piece, no faster than the client takes them: one that falls behind gets fewer, not later ones. */
async function sendPieces(pieces: AsyncIterable<string>, response: ServerResponse): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await takesMore(response);
  }
  response.end();
}

async function send({ status, headers, body }: ServedAnswer, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers);
  if (response.req.method === 'HEAD' || typeof body === 'string') response.end(typeof body === 'string' ? body : '');
  else await sendPieces(body, response);
}

/** Resolves when nothing is being answered any more; what is, is cut after `graceMs`. */
async function close(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/** An HTTP server for this machine alone. */
export async function serve(port: number, answer: Parameters<Http['serve']>[1]): Promise<Serving> {
  const server = createServer((request, response) => {
    // Who goes away while being answered is no error of ours, and neither is an answer that could not be made.
    response.on('error', () => undefined);
    const answered = async () => send(await answer(requestOf(request)), response);
    answered().catch(() => response.destroy());
  });
  server.maxConnections = maxConnections;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { port: (server.address() as AddressInfo).port, close: (graceMs) => close(server, graceMs) };
}
