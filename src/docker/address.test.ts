import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dockerAddress } from './address.ts';

const noConfig = { DOCKER_CONFIG: '/nonexistent' };

test('without a word from the user it is the default socket', () => {
  const address = dockerAddress(noConfig);
  assert.match(address.name, /^unix:\/\/.*docker\.sock$/);
  assert.equal(address.chosen, false);
});

test('DOCKER_HOST is understood in every form', () => {
  const options = (host: string) => dockerAddress({ ...noConfig, DOCKER_HOST: host }).options;
  assert.equal(options('unix:///tmp/d.sock').socketPath, '/tmp/d.sock');
  const plain = options('tcp://box:2375');
  assert.deepEqual([plain.protocol, plain.host, plain.port], ['http', 'box', '2375']);
  assert.equal(options('box:2376').protocol, 'https');
  const ssh = options('ssh://me@box');
  assert.deepEqual([ssh.protocol, ssh.host, ssh.username, ssh.port], ['ssh', 'box', 'me', 22]);
});

test('the current context of the docker command is followed, DOCKER_CONTEXT goes before it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'dyno-context-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['desk', 'lab']) {
    const meta = join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
    await mkdir(meta, { recursive: true });
    const endpoints = { docker: { Host: `unix:///run/${name}.sock` } };
    await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: endpoints }));
  }
  await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext: 'desk' }));
  assert.equal(dockerAddress({ DOCKER_CONFIG: folder }).name, 'unix:///run/desk.sock');
  assert.equal(dockerAddress({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'lab' }).name, 'unix:///run/lab.sock');
  assert.equal(dockerAddress({ DOCKER_CONFIG: folder, DOCKER_HOST: 'unix:///h.sock' }).name, 'unix:///h.sock');
});
