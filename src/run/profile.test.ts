import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { EngineResult } from '../domain/engine-result.ts';
import type { Verdict } from '../domain/verdict.ts';
import { assertFailed, assertFinished } from '../testing/nothing-left.ts';
import { bench, makePlace, runFolder, runFolders } from '../testing/program.ts';
import { readJson, readRecord } from '../testing/run-on-disk.ts';

const noDocker = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: {"choices":[{"index":0,"delta":{"content":"Yes"},"finish_reason":"stop"}]}\n\n');
  response.end('data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}\n\ndata: [DONE]\n\n');
}

/** A server that looks like SGLang, with or without its profiler; `seen` is what it was asked by POST. */
async function server(context: TestContext, profiler: boolean) {
  const seen: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await textOf(request);
    if (request.method === 'GET') return void response.end(JSON.stringify({ data: [{ id: 'served' }], version: '0' }));
    if (request.url?.endsWith('_profile')) {
      seen.push(`${request.url} ${body}`);
      return void response.writeHead(profiler ? 200 : 404).end(profiler ? 'ok' : '{"detail":"Not Found"}');
    }
    seen.push('request');
    stream(response);
  };
  const started = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => started.once('listening', resolve));
  context.after(() => started.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, seen };
}

const few = ['--model', 'served', '--test', 'low_latency', '--limit', '3', '--runs', '2', '--profile'];

describe('a run with the profiler of the engine', { concurrency: 2 }, () => {
  test('profiles the measured load of each cell alone, and says everywhere that it did', async (t) => {
    const { url, seen } = await server(t, true);
    const place = makePlace(t);
    const ended = await bench(['--endpoint', url, '--engine', 'sglang', ...few], place, { env: noDocker });
    await assertFinished(ended);
    const start = (run: number) =>
      `/start_profile {"output_dir":"/tmp/dyno-profile/low_latency_run-${run}","activities":["CPU","GPU"]}`;
    const measured = ['request', 'request', 'request', '/stop_profile '];
    const profiled = (run: number) => [start(run), ...measured];
    const [first, second] = [seen.indexOf(start(1)), seen.indexOf(start(2))];
    assert.deepEqual(seen.slice(first, first + 5), profiled(1));
    assert.deepEqual(seen.slice(second, second + 5), profiled(2));
    assert.equal(seen.filter((each) => each.endsWith('_profile')).length, 0);
    assert.match(ended.stderr, /the traces are where the server runs, in \/tmp\/dyno-profile/);
    const folder = runFolder(place);
    assert.equal(readRecord(folder).profiled, true);
    const result = readJson(folder, 'sglang.json') as EngineResult;
    assert.deepEqual([result.run.profiled, result.config.profile], [true, true]);
    const { rules } = readJson(folder, 'low_latency', 'run-1', 'verdict.json') as Verdict;
    assert.equal(rules.find(({ rule }) => rule === 'PROFILED')?.state, 'WARN');
  });

  test('ends before the load where the profiler does not start, with its words', async (t) => {
    const { url } = await server(t, false);
    const ended = await bench(['--endpoint', url, '--engine', 'sglang', ...few], makePlace(t), { env: noDocker });
    await assertFailed(ended, 'PROFILER_FAILED', /\/start_profile answers 404: .*Not Found/, /without --profile/);
  });

  test('is refused before anything starts where the engine has none', async (t) => {
    for (const engine of ['llamacpp', 'trtllm', 'openai', 'sim-vllm']) {
      const place = makePlace(t);
      const ended = await bench(['--endpoint', 'http://127.0.0.1:9', '--engine', engine, ...few], place, {
        env: noDocker,
      });
      await assertFailed(ended, 'CONFIG_INVALID', new RegExp(`--profile: ${engine} has none to use: \\w+`));
      assert.deepEqual(runFolders(place), []);
    }
  });
});
