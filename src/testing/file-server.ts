import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a file server was asked, and its wiles. */
export type FileServer = {
  url: string;
  /** `path range` of every request; range is empty where none was asked for. */
  asked: string[];
  /** The next answer stands still after so many bytes of its body, until it is cut. */
  holdNextAfter(bytes: number): void;
  cut(): void;
  /** Changes what it serves and its tag. */
  replace(content: Buffer, etag: string | null): void;
  stop(): Promise<void>;
};

/**
 * A server with one file at any path, with byte ranges as RFC 9110 has them. A path that begins with /moved/ is
 * redirected to the same path without it, as model hubs do with their stores.
 */
export async function startFileServer(first: Buffer, firstTag: string | null): Promise<FileServer> {
  let content = first;
  let etag = firstTag;
  let holdAfter: number | null = null;
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = http.createServer((request, response) => {
    const range = request.headers.range ?? '';
    asked.push(`${request.url} ${range}`.trim());
    if (request.url?.startsWith('/moved/')) {
      response.writeHead(302, { location: request.url.slice('/moved'.length) }).end();
      return;
    }
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const from = isSame ? Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0) : 0;
    const body = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      ...(etag === null ? {} : { etag }),
      ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    });
    if (holdAfter === null) response.end(body);
    else response.write(body.subarray(0, holdAfter));
    holdAfter = null;
  });
  server.on('connection', (socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    holdNextAfter: (bytes) => {
      holdAfter = bytes;
    },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    replace: (other, tag) => {
      content = other;
      etag = tag;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
