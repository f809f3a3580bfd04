import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { EngineResult } from '../domain/engine-result.ts';
import { selfSigned } from '../testing/certificates.ts';
import { assertFailed, assertFinished, assertNothingLeft, told } from '../testing/nothing-left.ts';
import { bench, type Ended, makePlace, runFolder, runFolders } from '../testing/program.ts';
import { startProxy, startTlsFront } from '../testing/proxies.ts';
import { filesWith, readJson, readRecord } from '../testing/run-on-disk.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';

const world = testWorld();
const key = 'canary-7f3e9b51d04c';
const one = ['--test', 'low_latency', '--limit', '4'];
/** Nothing here may need Docker. */
const noDocker = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

/** A server that somebody else runs: the simulator as a process of the test. */
async function otherServer(context: TestContext, ...flags: string[]): Promise<string> {
  const sim = await startSim(['--ttft-ms', '5', '--itl-ms', '1', '--output-tokens', '8', ...flags], world);
  context.after(sim.stop);
  return sim.engine.url;
}

function resultOf(ended: Ended, engine: string): EngineResult {
  return readJson(runFolder(ended.place), `${engine}.json`) as EngineResult;
}

describe('a server that already runs', { concurrency: 2 }, () => {
  test('is measured under the model it serves, and still runs afterwards', async (t) => {
    const url = await otherServer(t);
    const ended = await bench(['--endpoint', url, '--limit', '4', '--runs', '1'], makePlace(t), { env: noDocker });
    await assertFinished(ended);
    const result = resultOf(ended, 'openai');
    assert.equal(result.config.servedModel, 'dyno-sim');
    for (const { statistics } of Object.values(result.benchmarks).flat()) {
      assert.equal(statistics.requests.outcomes.ok, 4, statistics.cell.id);
    }
    assert.equal(Object.values(result.benchmarks).flat().length, 5);
    assert.equal((await world.http.fetch(`${url}/health`, { timeoutMs: 10_000 })).status, 200);
  });

  test('is measured under the model and dialect named, also through a /v1 address', async (t) => {
    const url = await otherServer(t);
    const named = ['--endpoint', `${url}/v1/`, '--engine', 'sim', '--model', 'dyno-sim'];
    const ended = await bench([...named, ...one], makePlace(t), { env: noDocker });
    await assertFinished(ended);
    const [cell] = resultOf(ended, 'sim').benchmarks.low_latency;
    assert.equal(cell?.statistics.requests.outcomes.ok, 4);
    assert.equal(readRecord(runFolder(ended.place)).image, null);
  });

  test('serves another model than the one named: WRONG_MODEL', async (t) => {
    const url = await otherServer(t);
    const ended = await bench(['--endpoint', url, '--model', 'gpt-9', ...one], makePlace(t), { env: noDocker });
    await assertFailed(ended, 'WRONG_MODEL', /asked for gpt-9, but .* serves dyno-sim/);
    assert.equal(readRecord(runFolder(ended.place)).state, 'aborted');
  });
});

describe('an endpoint where nobody answers', { concurrency: 2 }, () => {
  // Port 9 (discard) is closed wherever no inetd of the seventies runs.
  const url = 'http://127.0.0.1:9';

  test('without a model: ENDPOINT_REFUSED before a run begins', async (t) => {
    const place = makePlace(t);
    await assertFailed(await bench(['--endpoint', url, ...one], place, { env: noDocker }), 'ENDPOINT_REFUSED', /:9/);
    assert.deepEqual(runFolders(place), []);
  });

  test('with a model: ENDPOINT_REFUSED', async (t) => {
    const ended = await bench(['--endpoint', url, '--model', 'x', ...one], makePlace(t), { env: noDocker });
    await assertFailed(ended, 'ENDPOINT_REFUSED', /:9/);
  });
});

/** The key is nowhere: not in the run folder, not in what was printed. */
function assertKeySecret(ended: Ended): void {
  assert.deepEqual(filesWith(key, ended.place), []);
  assert.ok(!ended.stdout.includes(key) && !ended.stderr.includes(key), told(ended));
}

describe('an endpoint that needs a key', { concurrency: 2 }, () => {
  test('without the key: ENDPOINT_DENIED says how to give one', async (t) => {
    const url = await otherServer(t, '--fault', `auth-key=${key}`);
    const ended = await bench(['--endpoint', url, ...one], makePlace(t), { env: noDocker });
    await assertFailed(ended, 'ENDPOINT_DENIED', /401/, /--key-file/, /DYNO_API_KEY/);
  });

  test('with a wrong key and a model named: ENDPOINT_DENIED, and the wrong key is not shown', async (t) => {
    const url = await otherServer(t, '--fault', 'auth-key=the-right-one');
    const env = { ...noDocker, DYNO_API_KEY: key };
    const ended = await bench(['--endpoint', url, '--model', 'dyno-sim', ...one], makePlace(t), { env });
    await assertFailed(ended, 'ENDPOINT_DENIED', /401/);
    assertKeySecret(ended);
  });

  test('with the key in DYNO_API_KEY: measured, and the key is in no file', async (t) => {
    const url = await otherServer(t, '--fault', `auth-key=${key}`);
    const env = { ...noDocker, DYNO_API_KEY: key };
    const ended = await bench(['--endpoint', url, ...one], makePlace(t), { env });
    await assertFinished(ended);
    assert.equal(resultOf(ended, 'openai').benchmarks.low_latency[0]?.statistics.requests.outcomes.ok, 4);
    assertKeySecret(ended);
  });

  test('with the key in a file: measured, the key is in no other file and its own file stays', async (t) => {
    const url = await otherServer(t, '--fault', `auth-key=${key}`);
    const place = makePlace(t);
    const keyFile = join(place.folder, 'key');
    writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
    const ended = await bench(['--endpoint', url, '--key-file', keyFile, ...one], place, { env: noDocker });
    await assertFinished(ended);
    assert.equal(resultOf(ended, 'openai').benchmarks.low_latency[0]?.statistics.requests.outcomes.ok, 4);
    assertKeySecret(ended);
    assert.equal(await world.files.readText(keyFile), `${key}\n`);
    await assertNothingLeft(ended);
  });
});

describe('an endpoint behind TLS', { concurrency: 2 }, () => {
  test('with its authority and a key: model, metrics and load go over TLS, and each carries the key', async (t) => {
    const certificate = selfSigned();
    const front = await startTlsFront(await otherServer(t, '--fault', `auth-key=${key}`), certificate);
    t.after(async () => {
      await front.stop();
      rmSync(certificate.folder, { recursive: true });
    });
    const env = { ...noDocker, DYNO_API_KEY: key };
    const refused = await bench(['--endpoint', front.url, ...one], makePlace(t), { env });
    await assertFailed(refused, 'ENDPOINT_REFUSED', /self-signed/);
    const args = ['--endpoint', front.url, '--ca-file', certificate.caFile, '--engine', 'sim', ...one];
    const ended = await bench(args, makePlace(t), { env });
    await assertFinished(ended);
    assert.equal(resultOf(ended, 'sim').benchmarks.low_latency[0]?.statistics.requests.outcomes.ok, 4);
    const paths = new Set(front.asked.map((line) => line.split(' ')[0]));
    for (const path of ['/v1/models', '/health', '/metrics', '/v1/chat/completions']) assert.ok(paths.has(path), path);
    assert.deepEqual(
      front.asked.filter((line) => !line.endsWith(` Bearer ${key}`)),
      [],
    );
    assertKeySecret(ended);
  });

  test('through a proxy, when one is asked for and not when the environment names one', async (t) => {
    const url = await otherServer(t);
    const proxy = await startProxy();
    t.after(proxy.stop);
    const env = { ...noDocker, HTTP_PROXY: proxy.url, http_proxy: proxy.url };
    await assertFinished(await bench(['--endpoint', url, ...one], makePlace(t), { env }));
    assert.equal(proxy.asked.length, 0);
    await assertFinished(await bench(['--endpoint', url, '--proxy', proxy.url, ...one], makePlace(t), { env }));
    assert.ok(proxy.asked.includes(`GET ${url}/v1/models`));
    assert.ok(proxy.asked.filter((line) => line === `POST ${url}/v1/chat/completions`).length > 4);
  });

  test('a proxy with a password is refused before anything is asked, and not repeated', async (t) => {
    const args = ['--endpoint', 'http://127.0.0.1:9', '--proxy', `http://me:${key}@127.0.0.1:9`, ...one];
    const ended = await bench(args, makePlace(t), { env: noDocker });
    assert.equal(ended.exitCode, 2);
    assert.match(ended.stderr, /password/);
    assert.ok(!ended.stderr.includes(key));
  });
});
