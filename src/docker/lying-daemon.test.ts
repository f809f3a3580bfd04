import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { DockerClient } from './client.ts';
import { Daemon } from './daemon.ts';
import { makeDockerClient } from './make-client.ts';

const never = new AbortController().signal;

describe('a daemon that misbehaves', () => {
  let folder: string;
  let close: () => Promise<void>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dyno-daemon-'));
    close = async () => undefined;
  });
  afterEach(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  async function daemon(answer: RequestListener): Promise<{ client: DockerClient; env: Record<string, string> }> {
    const socket = join(folder, 'd.sock');
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    close = () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      });
    const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: folder };
    return { client: makeDockerClient(env), env };
  }
  /** Answers a pull with these progress lines, and every inspect with an image. */
  const pulling = (lines: string[], cut = false): RequestListener => {
    return (request, response) => {
      if (!request.url?.startsWith('/images/create')) return response.end('{"Id":"sha256:1","RepoDigests":[]}');
      response.write(lines.map((line) => `${line}\r\n`).join(''), () =>
        cut ? request.socket.destroy() : response.end(),
      );
    };
  };

  test('a pull that ends with its last words is a success', async () => {
    const { client } = await daemon(
      pulling(['{"status":"Pulling","id":"a"}', '{"status":"Status: Downloaded newer image"}']),
    );
    const said: string[] = [];
    await client.pull('box/x:1', (line) => said.push(line), never);
    assert.deepEqual(said, ['a Pulling', 'Status: Downloaded newer image']);
  });

  test('an error line in a pull answered with 200 is a failure in the words of the registry', async () => {
    const { client } = await daemon(
      pulling(['{"status":"Extracting"}', '{"error":"filesystem layer verification failed"}']),
    );
    const failure = { code: 'IMAGE_PULL_FAILED', message: /box\/x:1: filesystem layer verification failed/ };
    await assert.rejects(
      client.pull('box/x:1', () => undefined, never),
      failure,
    );
  });

  test('a pull whose stream just ends, or breaks, is a failure', async () => {
    const early = await daemon(pulling(['{"status":"Downloading"}']));
    const ended = { code: 'IMAGE_PULL_FAILED', message: /ended early.*Downloading/ };
    await assert.rejects(
      early.client.pull('box/x:1', () => undefined, never),
      ended,
    );
    await close();
    const broken = await daemon(pulling(['{"status":"Downloading"}'], true));
    await assert.rejects(
      broken.client.pull('box/x:1', () => undefined, never),
      { code: 'IMAGE_PULL_FAILED' },
    );
  });

  test('a pull that is stopped ends with the reason of the stop', async () => {
    const { client } = await daemon((_, response) => response.write('{"status":"Downloading"}\n'));
    const stop = new AbortController();
    const pull = client.pull('box/x:1', () => stop.abort(new Error('Ctrl-C')), stop.signal);
    await assert.rejects(pull, /Ctrl-C/);
  });

  test('a daemon that answered and then dies is lost, one that never answered is unreachable', async () => {
    const { client, env } = await daemon((_, response) => response.end('{}'));
    await client.version();
    await close();
    await assert.rejects(client.inspect('x'), { code: 'DOCKER_LOST' });
    await assert.rejects(makeDockerClient(env).version(), { code: 'DOCKER_UNREACHABLE' });
  });

  test('an answer that never ends fails at its time limit', async () => {
    const { env } = await daemon((_, response) => response.write('{"half":'));
    const silent = new Daemon(env);
    const call = silent.call({ what: 'wait', timeoutMs: 100 }, () => silent.api.ping());
    await assert.rejects(call, { code: 'DOCKER_UNREACHABLE', message: /no answer within 0.1 s/ });
  });

  test('a log whose connection breaks is lost, one that ends is not', async () => {
    const { client } = await daemon((request, response) => {
      if (request.url?.includes('/logs')) response.write('x', () => request.socket.destroy());
      else response.end('{}');
    });
    await client.version();
    await assert.rejects(
      client.followLogs('c', () => undefined, never),
      { code: 'DOCKER_LOST' },
    );
  });

  test('the body of a create is not in the URL, where logs would show its secrets', async () => {
    let url = '';
    const { client } = await daemon((request, response) => {
      url = request.url ?? '';
      response.statusCode = 201;
      response.end('{"Id":"c1"}');
    });
    assert.equal(await client.createContainer('n', { Image: 'i', Env: ['HF_TOKEN=canary'] }), 'c1');
    assert.equal(url, '/containers/create?name=n');
  });
});
