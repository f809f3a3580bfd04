import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { collectSamples } from '../collect/collect-samples.ts';
import type { EngineResult } from '../domain/engine-result.ts';
import { perRunSchema } from '../domain/per-run.ts';
import { zeroOnRunClockS } from '../domain/run-clock.ts';
import { inFlightLimit } from '../domain/shape.ts';
import type { Statistics } from '../domain/statistics.ts';
import { atRestOutside, counterGrowthIn } from '../stats/series.ts';
import { assertFailed, assertFinished } from '../testing/nothing-left.ts';
import { bench, type Ended, makePlace, runFolder, runFolders, startProgram } from '../testing/program.ts';
import { readJson, readJsonLines, readRecord } from '../testing/run-on-disk.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';

const world = testWorld();

/** The simulator as a server that already runs: no container, no Docker. */
async function endpoint(context: TestContext): Promise<string[]> {
  const sim = await startSim(['--ttft-ms', '5', '--itl-ms', '1', '--output-tokens', '8'], world);
  context.after(sim.stop);
  return ['--endpoint', sim.engine.url, '--engine', 'sim', '--model', 'dyno-sim'];
}

function resultOf(folder: string): EngineResult {
  return readJson(folder, 'sim.json') as EngineResult;
}

function set(test: string, values: Record<string, unknown>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['--set', `tests.${test}.${key}=${JSON.stringify(value)}`]);
}

async function reportOf(ended: Ended): Promise<string> {
  return world.files.readText(join(runFolder(ended.place), 'benchmark_report.md'));
}

/** The cell's zero, as the load generator says it, and the rows of the engine's counters, on the clock of Dyno. */
async function assertOneTimeBase(folder: string, { cell, steadyWindow, outputTokensPerS }: Statistics): Promise<void> {
  const { clock } = readRecord(folder);
  assert.ok(steadyWindow !== null && clock !== null);
  const set = await collectSamples(join(folder, cell.id), clock, world);
  const zeroMs = 1000 * (zeroOnRunClockS(set.client, clock) ?? Number.NaN);
  const readMs = set.engineMetrics.map(({ tS }) => zeroMs + 1000 * tS);
  const states = readJsonLines(folder, 'events.ndjson') as { state?: string; tMs: number }[];
  const loading = states.filter(({ state, tMs }) => state === 'loading' && tMs <= zeroMs).at(-1)?.tMs ?? Number.NaN;
  const analysing = states.find(({ state, tMs }) => state === 'analysing' && tMs >= zeroMs)?.tMs ?? Number.NaN;
  const inOrder = [loading - 1, readMs[0], zeroMs, zeroMs + set.client.endUs / 1000, readMs.at(-1), analysing + 1];
  assert.deepEqual(
    inOrder,
    inOrder.toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  );
  // Between the readings around an edge of the window the counter may have grown at any instant.
  const { fromS, toS, lengthS } = steadyWindow;
  const rows = atRestOutside(set.engineMetrics, { fromS: 0, toS: set.client.endUs / 1e6 });
  const growth = (from: number, to: number) =>
    counterGrowthIn(rows, 'generationTokens', { fromS: from, toS: to }).value ?? Number.NaN;
  const readS = rows.map(({ tS }) => tS);
  const around = [fromS, toS].map((at) =>
    growth(readS.findLast((tS) => tS <= at) ?? Number.NaN, readS.find((tS) => tS > at) ?? Number.NaN),
  );
  const client = (outputTokensPerS.steady ?? Number.NaN) * lengthS;
  const most = around.reduce((a, b) => a + b) + 8 * inFlightLimit(cell.shape);
  const apart = Math.abs(growth(fromS, toS) - client);
  assert.ok(apart <= most, `engine and client are ${apart} tokens apart in the window`);
}

describe('a run with several load levels', { concurrency: 2 }, () => {
  test('of a set time has a row a level with all its runs, and says how each ended', async (t) => {
    const levels = set('throughput', { concurrency: [1, 4], durationS: 1, preparedRequests: 2_000, warmupRequests: 2 });
    const every100Ms = ['--set', 'telemetry.intervalMs=100'];
    const args = ['--test', 'throughput', '--runs', '2', ...levels, ...every100Ms];
    const ended = await bench([...(await endpoint(t)), ...args], makePlace(t));
    await assertFinished(ended);
    const cells = resultOf(runFolder(ended.place)).benchmarks.throughput;
    assert.deepEqual(
      cells.map(({ statistics }) => statistics.cell.id),
      ['throughput/c1/run-1', 'throughput/c1/run-2', 'throughput/c4/run-1', 'throughput/c4/run-2'],
    );
    for (const { statistics, verdict } of cells) {
      const { timeBound, requests } = statistics;
      assert.deepEqual([timeBound?.durationS, timeBound?.ranOutAtS, timeBound?.sent], [1, null, requests.sent]);
      assert.equal(requests.outcomes.ok, requests.sent, 'none was cut off when the time was up');
      assert.equal(verdict.rules.find(({ rule }) => rule === 'PROMPTS_RAN_OUT')?.state, 'VALID');
    }
    for (const { statistics } of cells) await assertOneTimeBase(runFolder(ended.place), statistics);
    const report = await reportOf(ended);
    assert.match(report, /\| 1 in flight \| 2 \| \d+ \| [\d,.]+ \([\d,.]+–[\d,.]+\) \|/);
    assert.match(report, /\| 4 in flight \| 2 \|/);
    assert.ok(existsSync(join(runFolder(ended.place), 'charts', 'throughput-by-level.svg')));
  });

  test('of a sweep has a cell a point, and requests that run out are a warning', async (t) => {
    const points = ['--set', 'sweep.tests.throughput.maxTokens=[4,6]'];
    const short = set('throughput', { concurrency: 2, durationS: 60, preparedRequests: 20, warmupRequests: 0 });
    const args = [...(await endpoint(t)), '--test', 'throughput', '--runs', '1', ...points, ...short];
    const ended = await bench(args, makePlace(t));
    await assertFinished(ended);
    const cells = resultOf(runFolder(ended.place)).benchmarks.throughput;
    assert.deepEqual(
      cells.map(({ statistics }) => [statistics.cell.id, statistics.tokens.output]),
      [
        ['throughput/maxTokens-4/run-1', 80],
        ['throughput/maxTokens-6/run-1', 120],
      ],
    );
    for (const { verdict } of cells) {
      const rule = verdict.rules.find((one) => one.rule === 'PROMPTS_RAN_OUT');
      assert.match(rule?.measured ?? '', /all 20 requests made ready were sent after 0\.\d of 60 s/);
    }
  });

  test('of an open loop has as many requests as its rate makes in the time', async (t) => {
    const open = set('throughput', {
      load: { kind: 'constant-rate', ratePerS: 40 },
      durationS: 1.5,
      warmupRequests: 0,
    });
    const ended = await bench([...(await endpoint(t)), '--test', 'throughput', '--runs', '1', ...open], makePlace(t));
    await assertFinished(ended);
    const [cell] = resultOf(runFolder(ended.place)).benchmarks.throughput;
    assert.deepEqual([cell?.statistics.requests.planned, cell?.statistics.requests.outcomes.ok], [60, 60]);
  });
});

test('a sweep of what the engine is told only once is a run for each value, one after another', async (t) => {
  // Without Docker and without a name the engine is the simulator as a process.
  const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  const points = ['--set', 'sweep.engine.maxNumSeqs=[2,8]', '--set', 'sweep.tests.low_latency.maxTokens=[3,5]'];
  const ended = await bench(['--test', 'low_latency', '--limit', '4', ...points, '--json'], makePlace(t), { env });
  const runs = JSON.parse(ended.stdout) as { folder: string; exitCode: number; result: EngineResult }[];
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.deepEqual(
    runs.map(({ exitCode, result: { config, benchmarks } }) => [
      exitCode,
      config.sweepPoint,
      config.suite.engine.maxNumSeqs,
      benchmarks.low_latency.map(({ statistics }) => statistics.cell.id),
    ]),
    [2, 8].map((maxNumSeqs) => [
      0,
      { 'engine.maxNumSeqs': maxNumSeqs },
      maxNumSeqs,
      ['low_latency/maxTokens-3/run-1', 'low_latency/maxTokens-5/run-1'],
    ]),
  );
  assert.deepEqual(
    runFolders(ended.place).sort(),
    runs.map(({ folder }) => folder),
  );
  assert.match(ended.stderr, /run 2 of 2: engine\.maxNumSeqs 8/);
});

describe('lengths and cases', { concurrency: 2 }, () => {
  test('answers have exactly the lengths drawn, prompts about those, and the report compares them', async (t) => {
    const lengths = set('throughput', {
      input: { tokens: { kind: 'uniform', min: 40, max: 60 } },
      output: { tokens: { kind: 'choices', choices: [{ tokens: 3 }, { tokens: 9 }] } },
    });
    const ended = await bench(
      [...(await endpoint(t)), '--test', 'throughput', '--limit', '40', ...lengths, '--runs', '1'],
      makePlace(t),
    );
    await assertFinished(ended);
    const [cell] = resultOf(runFolder(ended.place)).benchmarks.throughput;
    const { lengths: compared, requests } = cell?.statistics ?? {};
    assert.equal(requests?.outcomes.ok, 40);
    assert.deepEqual([compared?.counted, compared?.output?.asAsked, compared?.output?.mostOff], ['about', 40, 0]);
    assert.deepEqual([compared?.output?.asked.min, compared?.output?.asked.max], [3, 9]);
    assert.ok(Math.abs(compared?.input?.meanOff ?? 99) < 2.5, `off by ${compared?.input?.meanOff} on average`);
    const report = await reportOf(ended);
    assert.match(report, /\| answers, tokens \| 3 to 9, mean .* \| 40 of 40 \(100 %\) \| 0 \| 0 \|/);
    assert.match(report, /APPROXIMATE: the engine has no tokenizer to ask/);
  });

  test('each case of a list is asked again and again, and every repetition has a line with where it ran', async (t) => {
    const place = makePlace(t);
    const cases = join(place.folder, 'cases.jsonl');
    const list = [
      { id: 'short', prompt: 'Say yes.', newTokens: 3, repeats: 5 },
      { id: 'longer', prompt: 'Say it in ten words.', newTokens: 10, repeats: 4 },
    ];
    writeFileSync(cases, list.map((one) => JSON.stringify(one)).join('\n'));
    const args = ['--test', 'low_latency', ...set('low_latency', { cases, warmupRequests: 2 }), '--runs', '2'];
    const ended = await bench([...(await endpoint(t)), ...args], place);
    await assertFinished(ended);
    const folder = runFolder(place);
    const lines = readJsonLines(folder, 'per_run.jsonl').map((line) => perRunSchema.parse(line));
    assert.deepEqual(
      lines.map(({ case: id, run, repeat, outputTokens }) => [id, run, repeat, outputTokens]),
      [1, 2]
        .flatMap((run) => [1, 2, 3, 4, 5].map((repeat) => ['short', run, repeat, 3]))
        .concat([1, 2].flatMap((run) => [1, 2, 3, 4].map((repeat) => ['longer', run, repeat, 10]))),
    );
    const [line] = lines;
    assert.deepEqual([line?.outcome, line?.finishReason, line?.engine, line?.simulated], ['ok', 'length', 'sim', true]);
    assert.ok((line?.ttftMs ?? 0) >= 5 && (line?.tokensPerS ?? 0) > 0 && Date.parse(line?.at ?? '') > 0);
    assert.equal(readJsonLines(folder, 'low_latency/case-longer/run-2/per_run.jsonl').length, 4);
    const sent = readJsonLines(folder, 'low_latency/case-short/run-1/workload.jsonl') as {
      body: { messages: unknown };
    }[];
    assert.deepEqual(new Set(sent.map(({ body }) => JSON.stringify(body.messages))).size, 1);
    assert.match(await reportOf(ended), /\| case longer, 1 in flight \| 2 \| 8 \|/);
    const again = await startProgram(['report', folder], place).ended;
    assert.equal(again.exitCode, 0, again.stderr);
    assert.deepEqual(readJsonLines(folder, 'per_run.jsonl'), lines);
  });

  test('a case list that is wrong stops everything before a run begins', async (t) => {
    const place = makePlace(t);
    const cases = join(place.folder, 'cases.jsonl');
    writeFileSync(cases, '{"id":"a","prompt":"Hi","newTokens":1,"repeats":1}\n{"id":"b"}\n');
    const ended = await bench(
      [...(await endpoint(t)), '--test', 'low_latency', ...set('low_latency', { cases })],
      place,
    );
    await assertFailed(ended, 'DATASET_INVALID', /cases\.jsonl:2: prompt/);
    assert.deepEqual(runFolders(place), []);
  });
});

test('a variable of the environment changes a run, is said at its start and kept in its plan', async (t) => {
  const env = { BENCHMARK_RUNS: '2', BENCHMARK_PROMPT_LIMIT: '5', BENCHMARK_MAX_TOKENS: '4' };
  const ended = await bench([...(await endpoint(t)), '--test', 'throughput', '--runs', '1'], makePlace(t), { env });
  await assertFinished(ended);
  const { config, benchmarks } = resultOf(runFolder(ended.place));
  assert.deepEqual(
    config.environment.map(({ variable, overruled }) => [variable, overruled]),
    [
      ['BENCHMARK_MAX_TOKENS', false],
      ['BENCHMARK_RUNS', true],
      ['BENCHMARK_PROMPT_LIMIT', false],
    ],
  );
  assert.deepEqual(
    benchmarks.throughput.map(({ statistics }) => [statistics.requests.outcomes.ok, statistics.tokens.output]),
    [[5, 20]],
  );
  assert.match(ended.stderr, /from the environment: BENCHMARK_MAX_TOKENS=4/);
});
