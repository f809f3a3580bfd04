import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Statistics } from '../domain/statistics.ts';
import type { Verdict } from '../domain/verdict.ts';
import { exitCodes } from '../errors.ts';
import { changeFile, copyCheckout } from '../testing/checkout.ts';
import { openDockerGate } from '../testing/docker-gate.ts';
import { assertFailed, assertFinished, labelledObjects, told } from '../testing/nothing-left.ts';
import { bench, type Ended, makePlace, runFolder, startBench, startProgram } from '../testing/program.ts';
import { filesUnder, readJson, readRecord, readSamples, untilState, untilTrue } from '../testing/run-on-disk.ts';
import { testWorld } from '../testing/test-world.ts';

const { docker } = testWorld();
const cell = join('low_latency', 'run-1');
const lowLatency = ['--engine', 'sim', '--test', 'low_latency', '--set', 'tests.low_latency.warmupRequests=0'];

/** A run that failed keeps its record: aborted, with the error that decided, and proof that nothing is left. */
async function assertAborted(ended: Ended, code: Parameters<typeof assertFailed>[1], ...words: RegExp[]) {
  await assertFailed(ended, code, ...words);
  const run = readRecord(runFolder(ended.place));
  assert.equal(run.state, 'aborted');
  assert.equal(run.errors[0]?.code, code);
  assert.equal(run.exitCode, ended.exitCode);
  assert.equal(run.cleanup?.clean, true);
}

describe('an engine that does not become ready', { concurrency: 2 }, () => {
  test('exits while it starts: ENGINE_EXITED quotes its log', async (t) => {
    const ended = await bench([...lowLatency, '--limit', '2'], makePlace(t), { env: { SIM_EXIT_ON_START: '1' } });
    await assertAborted(ended, 'ENGINE_EXITED', /exit code 1/, /^ {2}.*engine core initialization failed/m);
    assert.match(readFileSync(join(runFolder(ended.place), 'engine.log'), 'utf8'), /initialization failed/);
  });

  test('exits after a long log: its last 50 lines are quoted, all of them are in engine.log', async (t) => {
    const place = makePlace(t);
    const root = copyCheckout(place.folder);
    const script = 'i=0; while [ $$i -lt 80 ]; do i=$$((i+1)); echo "line $$i."; done; exit 3';
    const entrypoint = `init: true\n    entrypoint: ${JSON.stringify(['sh', '-c', script])}`;
    changeFile(join(root, 'compose', 'sim.yaml'), 'init: true', entrypoint);
    // The simulator's own image holds no shell.
    const env = { DYNO_SIM_IMAGE: 'dyno/llamacpp:dev' };
    const ended = await bench([...lowLatency, '--limit', '2'], { ...place, root }, { env });
    await assertAborted(ended, 'ENGINE_EXITED', /exit code 3/);
    const numbers = (text: string) => [...text.matchAll(/line (\d+)\.$/gm)].map((match) => Number(match[1]));
    const from = (first: number) => Array.from({ length: 81 - first }, (_, index) => first + index);
    assert.deepEqual(numbers(ended.stderr), from(31));
    assert.deepEqual(numbers(readFileSync(join(runFolder(place), 'engine.log'), 'utf8')), from(1));
  });

  test('is not ready before its deadline: READY_TIMEOUT says what was last seen', async (t) => {
    const place = makePlace(t);
    const root = copyCheckout(place.folder);
    changeFile(join(root, 'engines', 'sim', 'engine.yaml'), 'deadlineS: 60', 'deadlineS: 1');
    const env = { SIM_START_DELAY_MS: '600000' };
    const ended = await bench([...lowLatency, '--limit', '2'], { ...place, root }, { env });
    await assertAborted(ended, 'READY_TIMEOUT', /within 1 s/, /last answer: 503/, /Last log line.*loading model/);
  });

  test('serves another model: WRONG_MODEL names both', async (t) => {
    const env = { SIM_FAULT: 'wrong-model' };
    const ended = await bench([...lowLatency, '--limit', '2'], makePlace(t), { env });
    await assertAborted(ended, 'WRONG_MODEL', /asked for sim-model, but .* serves sim-model-other/);
  });

  test('refuses every request: REQUEST_REJECTED with its own words', async (t) => {
    const env = { SIM_FAULT: 'http-status=400' };
    const ended = await bench([...lowLatency, '--limit', '2'], makePlace(t), { env });
    await assertAborted(ended, 'REQUEST_REJECTED', /answers 400: .*error/);
  });
});

/** The container of a run's engine. */
async function engineContainer(pid: number): Promise<string> {
  const container = (await labelledObjects(pid)).find((object) => object.startsWith('container '));
  assert.ok(container, 'the run has a container');
  return container.slice('container '.length);
}

/** An OpenAI server that answers one request well and says no to all others. */
async function fickleServer(context: TestContext): Promise<string> {
  let asked = 0;
  const stream = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = { choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] };
    response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    if (request.method === 'GET') return void response.end(JSON.stringify({ data: [{ id: 'fickle' }] }));
    asked += 1;
    if (asked === 1) return stream(response);
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'temperature must be a colour' } }));
  };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  context.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function verdictOf(ended: Ended, id: string): Verdict {
  return readJson(runFolder(ended.place), id, 'verdict.json') as Verdict;
}

function ruleState(verdict: Verdict, name: string): string | undefined {
  return verdict.rules.find(({ rule }) => rule === name)?.state;
}

describe('an engine that fails under load', { concurrency: 2 }, () => {
  test('dies: ENGINE_CRASHED, and every sample taken until then is kept', async (t) => {
    // Readiness and validation ask once each; the frozen request holds the load open until the engine is killed.
    const env = { SIM_FAULT: 'freeze-before', SIM_FAULT_EVERY: '13' };
    const program = startBench([...lowLatency, '--limit', '100'], makePlace(t), { env });
    const folder = await untilState(program, 'loading');
    await untilTrue(program, '10 samples', () => readSamples(folder, cell).length >= 10);
    await docker.stop(await engineContainer(program.pid), 0);
    const ended = await program.ended;
    await assertAborted(ended, 'ENGINE_CRASHED', /exit code/);
    const samples = readSamples(folder, cell);
    assert.ok(samples.filter(({ outcome }) => outcome === 'ok').length >= 10);
    assert.ok(!filesUnder(folder).includes(join(cell, 'verdict.json')), 'no verdict over half a cell');
  });

  test('loses the Docker Engine: DOCKER_LOST, samples are kept, and what could not be removed is told', async (t) => {
    const place = makePlace(t);
    const gate = await openDockerGate(place.folder, t);
    const env = { SIM_FAULT: 'freeze-before', SIM_FAULT_EVERY: '5', DOCKER_HOST: gate.host };
    const program = startBench([...lowLatency, '--limit', '100'], place, { env });
    const folder = await untilState(program, 'loading');
    await untilTrue(program, '2 samples', () => readSamples(folder, cell).length >= 2);
    gate.close();
    const ended = await program.ended;
    assert.match(ended.stderr, /^dyno: DOCKER_LOST: /m, told(ended));
    assert.equal(ended.exitCode, exitCodes.engine, 'the first error decides');
    assert.match(ended.stderr, /docker rm --force --volumes dyno-/, 'the commands for what it could not remove');
    assert.ok(readSamples(folder, cell).length >= 2);
    // With Docker back, `dyno clean` removes what was left.
    const clean = await startProgram(['clean', '--results-dir', place.resultsDir], place).ended;
    assert.equal(clean.exitCode, exitCodes.ok, told(clean));
    assert.deepEqual(await labelledObjects(program.pid), []);
  });

  test('refuses the requests of the test: REQUEST_REJECTED with its own words, not 100 failures', async (t) => {
    const url = await fickleServer(t);
    const args = ['--endpoint', url, '--test', 'low_latency', '--limit', '100'];
    const ended = await bench(args, makePlace(t));
    await assertAborted(ended, 'REQUEST_REJECTED', /status 400/, /temperature must be a colour/);
  });

  test('fails every fourth request: the verdict is INVALID and the exit code 3', async (t) => {
    const env = { SIM_FAULT: 'http-status=500', SIM_FAULT_EVERY: '4' };
    const ended = await bench([...lowLatency, '--limit', '12'], makePlace(t), { env });
    await assertFinished(ended);
    assert.equal(ended.exitCode, exitCodes.invalid, told(ended));
    assert.equal(ruleState(verdictOf(ended, cell), 'ERROR_SHARE'), 'INVALID');
    const statistics = readJson(runFolder(ended.place), cell, 'statistics.json') as Statistics;
    const { sent, outcomes } = statistics.requests;
    assert.deepEqual([sent, outcomes.ok, outcomes.httpError], [12, 9, 3]);
  });

  test('ignores the schema: json_struct is INVALID, by its answers and by the proof', async (t) => {
    const args = ['--engine', 'sim', '--test', 'json_struct', '--limit', '8'];
    const env = { SIM_FAULT: 'schema-ignored', SIM_OUTPUT_TOKENS: '20' };
    const ended = await bench([...args, '--set', 'tests.json_struct.unconstrainedRequests=0'], makePlace(t), { env });
    await assertFinished(ended);
    assert.equal(ended.exitCode, exitCodes.invalid, told(ended));
    for (const rule of ['JSON_NOT_ENFORCED', 'SCHEMA_ENFORCED'])
      assert.equal(ruleState(verdictOf(ended, join('json_struct', 'run-1')), rule), 'INVALID');
  });
});
