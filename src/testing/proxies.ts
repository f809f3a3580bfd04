import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';

/** A server of a test: its address, what it was asked, and its end. */
export type TestServer = { url: string; asked: string[]; stop(): Promise<void> };

async function listening(server: Server, scheme: string, asked: string[]): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const open = new Set<Socket>();
  server.on('connection', (socket) => open.add(socket));
  // Tunnels are no longer the server's own, but it would wait for them.
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { url: `${scheme}://127.0.0.1:${port}`, asked, stop };
}

/** An HTTP proxy: forwards plain requests and opens tunnels. `asked` has the first line of each. */
export async function startProxy(): Promise<TestServer> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    const on = http.request(request.url ?? '', { method: method ?? 'GET', headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    on.on('error', () => response.destroy());
    request.pipe(on);
  });
  server.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    for (const end of [client, server]) end.on('error', () => end.destroy());
  });
  return listening(server, 'http', asked);
}

/** An https front of a plain server, as an ingress is. `asked` has the authorization header of each request. */
export async function startTlsFront(behind: string, { cert, key }: { cert: Buffer; key: Buffer }): Promise<TestServer> {
  const asked: string[] = [];
  const server = https.createServer({ cert, key }, (request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ''}`.trim());
    const { method, headers } = request;
    const on = http.request(`${behind}${request.url}`, { method: method ?? 'GET', headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    on.on('error', () => response.destroy());
    request.pipe(on);
  });
  return listening(server, 'https', asked);
}
