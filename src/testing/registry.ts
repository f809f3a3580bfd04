import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { CleanupList } from './program.ts';

/** A registry of our own on loopback, which Docker trusts without TLS. It holds one image of one empty layer. */
export type Registry = {
  /** HOST:PORT/NAME of its image, without tag and digest. */
  repository: string;
  /** Digest of the image's manifest: sha256:… */
  digest: string;
};

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Blobs and manifest of an image whose only layer is an empty archive. */
function emptyImage() {
  const archive = Buffer.alloc(1024);
  const layer = gzipSync(archive);
  const config = Buffer.from(
    JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux', created: '2026-01-01T00:00:00Z' },
      config: { Cmd: ['/nothing'] },
      rootfs: { type: 'layers', diff_ids: [sha256(archive)] },
    }),
  );
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const blob = (bytes: Uint8Array, mediaType: string) => ({ mediaType, size: bytes.length, digest: sha256(bytes) });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: type,
      config: blob(config, 'application/vnd.docker.container.image.v1+json'),
      layers: [blob(layer, 'application/vnd.docker.image.rootfs.diff.tar.gzip')],
    }),
  );
  const blobs = new Map([config, layer].map((bytes) => [sha256(bytes), bytes]));
  return { manifest, type, blobs };
}

/** Starts the registry; it ends with the test. Any tag, and the right digest, give the image. */
export async function startRegistry(context: CleanupList): Promise<Registry> {
  const { manifest, type, blobs } = emptyImage();
  const digest = sha256(manifest);
  const server = createServer((request, response) => {
    const [, kind, name = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(request.url ?? '') ?? [];
    const wrongDigest = kind === 'manifests' && name.startsWith('sha256:') && name !== digest;
    const body = kind === 'manifests' ? manifest : kind === 'blobs' ? blobs.get(name) : Buffer.from('{}');
    if (body === undefined || wrongDigest) return response.writeHead(404).end();
    const headers = kind === 'manifests' ? { 'content-type': type, 'docker-content-digest': digest } : {};
    response.writeHead(200, { ...headers, 'content-length': body.length });
    return response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { repository: `127.0.0.1:${(server.address() as AddressInfo).port}/dyno-test/empty`, digest };
}
