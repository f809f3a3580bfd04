import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { freeLoopbackPort } from './free-port.ts';
import { chooseNetworkPath } from './network-path.ts';

describe('the way to a container', () => {
  const world = testWorld();
  const linux = { ...world, host: { ...world.host, platform: 'linux' } };
  const mac = { ...world, host: { ...world.host, platform: 'darwin' } };
  const server = createServer((_, response) => response.end());
  let port: number;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  test('is its own address where that answers', async () => {
    const path = await chooseNetworkPath('127.0.0.1', port, 1, linux);
    assert.equal(path.url, `http://127.0.0.1:${port}`);
    assert.match(path.words, /container address/);
  });

  test('is its own address also while nothing listens there yet', async () => {
    const silent = await freeLoopbackPort(world);
    assert.equal((await chooseNetworkPath('127.0.0.1', silent, port, linux)).url, `http://127.0.0.1:${silent}`);
  });

  test('is the published port where containers run in a virtual machine, or have no address', async () => {
    for (const choice of [chooseNetworkPath('127.0.0.1', 1, port, mac), chooseNetworkPath(undefined, 1, port, linux)]) {
      const path = await choice;
      assert.equal(path.url, `http://127.0.0.1:${port}`);
      assert.match(path.words, /published by Docker/);
    }
  });

  test('is an error that says so where there is none', async () => {
    const none = { code: 'ENGINE_START_FAILED', message: /reaches neither/ };
    await assert.rejects(chooseNetworkPath(undefined, 1, undefined, linux), none);
  });
});
