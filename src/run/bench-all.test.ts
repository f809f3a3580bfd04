import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../errors.ts';
import { assertFinished, assertNothingLeft, told } from '../testing/nothing-left.ts';
import { startProgram } from '../testing/program.ts';
import { readRecord, statesOf, untilTrue } from '../testing/run-on-disk.ts';
import { onlyComparison, placeWithEngines, resultNames, startBenchAll } from '../testing/sequence.ts';

/** Nothing here may need Docker: simulators are then child processes. */
const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
const neverReady = { neverReadyWithinS: 600 };

test('two engines in two rounds: each run in its folder, one comparison, the table on stdout', async (t) => {
  const place = placeWithEngines(t, { one: {}, two: {} });
  const ended = await startBenchAll(['--engines', 'one two', '--rounds', '2'], place, { env }).ended;
  await assertFinished(ended);
  const { runs } = resultNames(place);
  const names = ['one_sim-model_round-1', 'two_sim-model_round-1', 'two_sim-model_round-2', 'one_sim-model_round-2'];
  assert.deepEqual(
    runs.map((name) => name.slice(21)),
    names,
  );
  const places = runs.map((name) => readRecord(join(place.resultsDir, name)).sequence);
  assert.deepEqual(places[2], { round: 2, rounds: 2, position: 3, of: 4 });
  const { summary, folder } = onlyComparison(place);
  assert.equal(summary.state, 'complete');
  assert.deepEqual(
    summary.engines.map(({ engine, runs: own }) => [engine, own.length, own.every(({ clean }) => clean)]),
    [
      ['one', 2, true],
      ['two', 2, true],
    ],
  );
  assert.deepEqual(
    summary.tests[0]?.engines.map(({ requests, figures }) => [requests.ok, figures.ttftP50Ms?.runs]),
    [
      [12, 2],
      [12, 2],
    ],
  );
  assert.match(ended.stderr, /^engine 3 of 4, round 2 of 2: Engine two · sim-model$/m);
  assert.match(ended.stdout, /^SIMULATED/m);
  assert.equal(ended.stdout.split('\n').filter((line) => line.startsWith('low_latency ')).length, 2);
  assert.ok(ended.stdout.includes(`comparison: ${join(folder, 'report.html')}\n`));
});

test('a failing engine does not stop the others, is not tried again, and decides the exit code', async (t) => {
  const place = placeWithEngines(t, { one: {}, bad: { neverReadyWithinS: 1 }, two: {} });
  const ended = await startBenchAll(['--engines', 'one,bad,two', '--rounds', '2'], place, { env }).ended;
  assert.equal(ended.exitCode, exitCodes.engine, told(ended));
  await assertNothingLeft(ended);
  assert.match(ended.stderr, /^dyno: READY_TIMEOUT: /m);
  const { summary, folder } = onlyComparison(place);
  assert.deepEqual(
    summary.engines.map(({ engine, state, runs }) => [engine, state, runs.length]),
    [
      ['one', 'measured', 2],
      ['bad', 'failed', 1],
      ['two', 'measured', 2],
    ],
  );
  assert.match(summary.engines[1]?.why ?? '', /^READY_TIMEOUT: not reached within 1 s/);
  assert.equal(summary.state, 'partial');
  assert.deepEqual(summary.missing, ['bad in round 2 was left out: an earlier run of it gave nothing']);
  assert.match(ended.stdout, /^bad gave nothing: READY_TIMEOUT/m);
  assert.match(readFileSync(join(folder, 'report.html'), 'utf8'), /READY_TIMEOUT: not reached within 1 s/);
});

test('Ctrl-C ends the sequence, keeps and compares what there is, and nobody slips in before', async (t) => {
  const place = placeWithEngines(t, { one: {}, stuck: neverReady, two: {} });
  const program = startBenchAll(['--engines', 'one,stuck,two'], place, { env });
  const second = await untilTrue(program, 'the second engine starting', () => {
    const name = program.stderr().includes('engine 2 of 3') ? resultNames(place).runs[1] : undefined;
    return name !== undefined && statesOf(join(place.resultsDir, name)).at(-1) === 'starting' ? name : null;
  });
  const [lock] = readdirSync(place.lockDir);
  assert.match(readFileSync(join(place.lockDir, lock ?? ''), 'utf8'), /"run":"bench-all"/);
  const rival = await startBenchAll(['--engines', 'two'], place, { env }).ended;
  assert.equal(rival.exitCode, exitCodes.machine, told(rival));
  assert.match(rival.stderr, /^dyno: LOCKED: run bench-all /m);
  program.interrupt();
  const ended = await program.ended;
  assert.equal(ended.exitCode, exitCodes.sigint, told(ended));
  await assertNothingLeft(ended);
  assert.equal(ended.stderr.match(/^dyno: INTERRUPTED: /gm)?.length, 1);
  const { summary, folder } = onlyComparison(place);
  assert.equal(summary.state, 'partial');
  assert.deepEqual(summary.missing, ['the sequence ended with stuck: stopped by SIGINT', 'not started: two']);
  assert.deepEqual(
    summary.engines.map(({ engine, state }) => [engine, state]),
    [
      ['one', 'measured'],
      ['stuck', 'failed'],
    ],
  );
  assert.match(second, /_stuck_/);
  assert.match(readFileSync(join(folder, 'report.html'), 'utf8'), /PARTIAL: the sequence ended with stuck/);
});

test('an engine that was named and cannot run here is listed, the others run, and the exit code says it', async (t) => {
  const place = placeWithEngines(t, { one: {} });
  const ended = await startBenchAll(['--engines', 'vllm,one', '--json'], place, { env }).ended;
  assert.equal(ended.exitCode, exitCodes.machine, told(ended));
  const shown = JSON.parse(ended.stdout) as { folder: string; exitCode: number; runs: unknown[] };
  assert.deepEqual([shown.exitCode, shown.runs.length], [exitCodes.machine, 1]);
  const { summary } = onlyComparison(place);
  assert.deepEqual(
    summary.engines.map(({ engine, state }) => [engine, state]),
    [
      ['one', 'measured'],
      ['vllm', 'notRun'],
    ],
  );
  assert.match(ended.stderr, /^vllm is not run: /m);
});

test('where no engine can run, nothing is made and every reason is told', async (t) => {
  const place = placeWithEngines(t, {});
  const ended = await startBenchAll(['--engines', 'vllm,openai'], place, { env }).ended;
  assert.equal(ended.exitCode, exitCodes.machine, told(ended));
  assert.match(ended.stderr, /^dyno: MACHINE_UNFIT: /m);
  assert.match(ended.stderr, /^ {2}openai: a server that already runs: /m);
  assert.throws(() => resultNames(place), { code: 'ENOENT' });
});

test('mistakes of the request are told before anything starts, for all engines at once', async (t) => {
  const place = placeWithEngines(t, { one: {}, two: {} });
  const unknown = await startBenchAll(['--engines', 'one,vlm,sgl'], place, { env }).ended;
  assert.equal(unknown.exitCode, exitCodes.usage, told(unknown));
  assert.match(unknown.stderr, /^dyno: UNKNOWN_ENGINE: no engine vlm, sgl; there are: /m);
  const twice = await startBenchAll(['--engines', 'one,one'], place, { env }).ended;
  assert.match(twice.stderr, /^dyno: USAGE: one is named twice/m);
  const model = await startBenchAll(['--engines', 'one,two', '--model', 'qwen3-8b'], place, { env }).ended;
  assert.equal(model.exitCode, exitCodes.usage, told(model));
  assert.match(model.stderr, /^ {2}UNKNOWN_MODEL: one does not serve "qwen3-8b"/m);
  assert.match(model.stderr, /^ {2}UNKNOWN_MODEL: two does not serve "qwen3-8b"/m);
  assert.throws(() => resultNames(place), { code: 'ENOENT' });
});

test('without aggregation there are run folders only; brought together later they are the same comparison', async (t) => {
  const place = placeWithEngines(t, { one: {}, two: {} });
  const ended = await startBenchAll(['--engines', 'one,two', '--no-aggregation'], place, { env }).ended;
  await assertFinished(ended);
  const { runs, comparisons } = resultNames(place);
  assert.deepEqual(comparisons, []);
  const folders = runs.map((name) => join(place.resultsDir, name));
  assert.equal(ended.stdout, folders.map((folder) => `run: ${folder}\n`).join(''));
  const report = (...args: string[]) => startProgram(['report', ...args], place, { env }).ended;
  const joined = await report('--comparison', '--results-dir', place.resultsDir, ...folders);
  assert.equal(joined.exitCode, 0, told(joined));
  const { folder, summary } = onlyComparison(place);
  assert.deepEqual(summary.order, []);
  assert.equal(summary.tests[0]?.engines.length, 2);
  const again = await report(folder);
  assert.equal(again.stdout, `report: ${join(folder, 'report.html')}\n`, told(again));
  const alone = await report('--comparison', folders[0] as string);
  assert.match(alone.stderr, /^dyno: USAGE: report --comparison wants two or more run folders/m);
});
