import http from 'node:http';
import type { Socket } from 'node:net';
import tls from 'node:tls';

/** A connection through an HTTP proxy to `target` (RFC 9110, 9.3.6). Rejects where the proxy refuses. */
export function tunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<Socket> {
  const address = `${target.hostname}:${target.port || '443'}`;
  return new Promise((resolve, reject) => {
    const ask = http.request({
      ...{ host: proxy.hostname, port: proxy.port || '80', method: 'CONNECT', path: address, agent: false },
      ...{ headers: { host: address }, signal },
    });
    ask.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(new Error(`the proxy answers ${response.statusCode} to CONNECT ${address}`));
      }
    });
    ask.once('error', reject);
    ask.end();
  });
}

/** TLS over a connection that is already open. */
export function secured(socket: Socket, options: tls.ConnectionOptions): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const over = tls.connect({ ...options, socket }, () => resolve(over));
    over.once('error', reject);
  });
}
