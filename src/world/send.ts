import { readFile } from 'node:fs/promises';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { HttpRequest } from '../world.ts';
import { secured, tunnel } from './proxy.ts';

type Route = NonNullable<HttpRequest['route']>;

/** As the load generator's: a CA file takes the place of the usual authorities. */
async function trust(host: string, route: Route | undefined): Promise<ConnectionOptions> {
  return {
    rejectUnauthorized: route?.tlsInsecure !== true,
    ...(route?.caFile ? { ca: await readFile(route.caFile) } : {}),
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
}

function plainOptions(target: URL, proxy: URL | null): RequestOptions {
  const to = proxy ?? target;
  const path = proxy === null ? target.pathname + target.search : target.href;
  return { host: bare(to), port: to.port || '80', path, agent: false };
}

/** Without the brackets that a URL has around an IPv6 address. */
function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function secureOptions(target: URL, proxy: URL | null, request: HttpRequest, signal: AbortSignal) {
  const trusted = await trust(bare(target), request.route);
  const address = { host: bare(target), port: target.port || '443', path: target.pathname + target.search };
  if (proxy === null) return { ...address, ...trusted, agent: false as const };
  const over = await secured(await tunnel(proxy, target, signal), { ...trusted, host: bare(target) });
  // Without an agent: one would open a connection of its own.
  return { ...address, createConnection: () => over };
}

/** One request on a connection of its own: a kept one may have been closed by the server meanwhile. */
export async function send(url: string, request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const target = new URL(url);
  const proxy = request.route?.proxy ? new URL(request.route.proxy) : null;
  const secure = target.protocol === 'https:';
  const where = secure ? await secureOptions(target, proxy, request, signal) : plainOptions(target, proxy);
  const headers = {
    host: target.host,
    ...request.headers,
    ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
  };
  return new Promise((resolve, reject) => {
    const options = { ...where, method: request.method ?? 'GET', headers, signal };
    const sent = secure ? https.request(options) : http.request(options);
    // Errors after the answer has begun come again from reading it, or nobody reads it any more.
    sent.on('response', (response) => resolve(response.on('error', () => undefined))).on('error', reject);
    sent.end(request.body);
  });
}

/** Node says "aborted"; users need the reason: the time limit, or the stop. */
export function reasonOf(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason;
  return error instanceof Error ? error : new Error(String(error));
}

/** Header values as one text each; names are lower case. */
export function headersOf(response: IncomingMessage): Record<string, string> {
  const found = Object.entries(response.headers).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(found.map(([name, value]) => [name, [value].flat().join(', ')]));
}
