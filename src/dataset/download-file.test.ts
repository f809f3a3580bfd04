import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type FileServer, startFileServer } from '../testing/file-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { until } from '../testing/until.ts';
import { downloadFile } from './download-file.ts';
import { environmentProxy } from './environment-proxy.ts';

const content = randomBytes(300_000);
const servers: FileServer[] = [];
after(() => Promise.all(servers.map((server) => server.stop())));

async function serving(etag: string | null): Promise<FileServer> {
  const server = await startFileServer(content, etag);
  servers.push(server);
  return server;
}

/** A download that was cut after 100,000 bytes. */
async function cutDownload(etag: string | null) {
  const server = await serving(etag);
  const path = join(temporaryFolder(), 'file.bin');
  const world = testWorld({ env: {} });
  server.holdNextAfter(100_000);
  const first = downloadFile(`${server.url}/a`, path, world);
  const failure = assert.rejects(first, { code: 'DOWNLOAD_FAILED' });
  await until('the first 100,000 bytes', async () => (await world.files.sizeBytes(`${path}.part`)) === 100_000);
  server.cut();
  await failure;
  return { server, path, world, hint: await first.catch((error: { hint: string }) => error.hint) };
}

test('a file comes whole, through redirects, and leaves no part', async () => {
  const server = await serving('"one"');
  const path = join(temporaryFolder(), 'deep', 'file.bin');
  await downloadFile(`${server.url}/moved/a`, path, testWorld({ env: {} }));
  assert.ok(readFileSync(path).equals(content));
  assert.deepEqual(server.asked, ['/moved/a', '/a']);
  assert.equal(existsSync(`${path}.part`) || existsSync(`${path}.part.json`), false);
});

test('a cut download keeps its part, says where it will go on, and goes on there', async () => {
  const { server, path, world, hint } = await cutDownload('"one"');
  assert.match(hint ?? '', /the same command goes on at 0\.1 MB/);
  assert.equal(existsSync(path), false);
  await downloadFile(`${server.url}/a`, path, world);
  assert.ok(readFileSync(path).equals(content));
  assert.match(server.asked[1] ?? '', /^\/a bytes=100000-$/);
});

test('a file that was changed meanwhile is fetched anew, never glued', async () => {
  const { server, path, world } = await cutDownload('"one"');
  const other = randomBytes(250_000);
  server.replace(other, '"two"');
  await downloadFile(`${server.url}/a`, path, world);
  assert.ok(readFileSync(path).equals(other));
});

test('without a strong tag of its content a part is not gone on with', async () => {
  for (const etag of [null, 'W/"weak"']) {
    const { server, path, world, hint } = await cutDownload(etag);
    assert.doesNotMatch(hint ?? '', /goes on/);
    await downloadFile(`${server.url}/a`, path, world);
    assert.ok(readFileSync(path).equals(content));
    assert.deepEqual(server.asked, ['/a', '/a']);
  }
});

test('a host that does not answer is said with its address', async () => {
  const path = join(temporaryFolder(), 'file.bin');
  await assert.rejects(downloadFile('http://127.0.0.1:9/a', path, testWorld({ env: {} })), {
    code: 'DOWNLOAD_FAILED',
    message: /127\.0\.0\.1:9\/a: .*ECONNREFUSED/,
  });
});

test('the proxy of the environment is used, but not for what NO_PROXY names', () => {
  const env = { HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'localhost, .corp.example' };
  assert.equal(environmentProxy('https://hub.example/x', env), 'http://proxy:3128');
  assert.equal(environmentProxy('http://hub.example/x', env), null);
  assert.equal(environmentProxy('https://localhost/x', env), null);
  assert.equal(environmentProxy('https://a.corp.example/x', env), null);
  assert.equal(environmentProxy('https://corp.example/x', env), null);
  assert.equal(environmentProxy('https://notcorp.example/x', env), 'http://proxy:3128');
  assert.equal(environmentProxy('https://hub.example/x', { ...env, NO_PROXY: '*', no_proxy: '' }), null);
});
