import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../domain/sample.ts';
import { type Statistics, statisticsSchema } from '../domain/statistics.ts';
import { exampleCell, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { computeStatistics } from './compute.ts';

/** A closed loop of two: each request takes 50 ms to its last token and 51 ms in all, the next follows at once. */
function closedLoop(count: number): Sample[] {
  return Array.from({ length: count }, (_, index) => {
    const startUs = Math.floor(index / 2) * 51_000;
    return exampleSample({
      id: `r${String(index + 1).padStart(6, '0')}`,
      sentUs: startUs,
      headersUs: startUs + 5_000,
      firstEventUs: startUs + 20_000,
      firstTokenUs: startUs + 20_000,
      firstAnswerUs: startUs + 30_000,
      lastTokenUs: startUs + 50_000,
      endUs: startUs + 51_000,
    });
  });
}

function statistics(samples: Sample[], change: Parameters<typeof exampleSet>[1] = {}): Statistics {
  return computeStatistics(exampleCell(), examplePlan(), exampleSet(samples, change));
}

function close(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9 * Math.max(1, expected), `${actual} != ${expected}`);
}

test('the numbers of a hand-made load are exact', () => {
  const found = statistics(closedLoop(10));
  assert.deepEqual(found.requests.outcomes.ok, 10);
  close(found.durationS, 0.254);
  assert.deepEqual(found.steadyWindow, { fromS: 0, toS: 0.255, lengthS: 0.255 });
  assert.equal(found.ttftMs.mean, 20);
  assert.equal(found.ttfaMs.mean, 30);
  assert.equal(found.e2eMs.mean, 50);
  assert.equal(found.tpotMs.mean, 10);
  assert.equal(found.ntpotMs.mean, 12.5);
  assert.deepEqual([found.iclMs.count, found.iclMs.mean, found.iclIsItl], [30, 10, true]);
  assert.deepEqual(found.connectMs.count, 0);
  assert.deepEqual(found.tokens, { input: 100, output: 40, reasoning: null, source: 'usage', perChunk: 1 });
  close(found.outputTokensPerS.whole, 40 / 0.254);
  close(found.outputTokensPerS.steady, 40 / 0.255);
  close(found.requestsPerS.whole, 10 / 0.254);
  close(found.inputTokensPerS.whole, 100 / 0.254);
  close(found.concurrencyAchieved, 0.5 / 0.254);
  assert.equal(found.ttftMs.percentiles[0]?.value, 20);
  assert.equal(found.ttftMs.percentiles[1]?.insufficient, true);
});

test('what comes out fits the schema of the results', () => {
  for (const samples of [closedLoop(10), [], [exampleSample({ outcome: 'timeout', lastTokenUs: null })]]) {
    statisticsSchema.parse(JSON.parse(JSON.stringify(statistics(samples))));
  }
});

test('the order of the records does not matter', () => {
  const samples = closedLoop(20).map((sample, index) => ({
    ...sample,
    firstTokenUs: (sample.firstTokenUs ?? 0) - index,
  }));
  const mixed = samples.toSorted((a, b) =>
    a.id.split('').toReversed().join('') < b.id.split('').toReversed().join('') ? -1 : 1,
  );
  const [a, b] = [statistics(samples), statistics(mixed)];
  assert.deepEqual(a.ttftMs.percentiles, b.ttftMs.percentiles);
  close(a.outputTokensPerS.steady, b.outputTokensPerS.steady ?? 0);
  close(a.tpotMs.mean, b.tpotMs.mean ?? 0);
});

test('a clock that runs twice as fast doubles latencies and halves rates', () => {
  const samples = closedLoop(10);
  const double = (instantUs: number | null) => (instantUs === null ? null : instantUs * 2);
  const slower = samples.map((sample) => ({
    ...sample,
    sentUs: double(sample.sentUs),
    firstTokenUs: double(sample.firstTokenUs),
    firstAnswerUs: double(sample.firstAnswerUs),
    lastTokenUs: double(sample.lastTokenUs),
    endUs: double(sample.endUs),
    gapsUs: sample.gapsUs.map((gapUs) => gapUs * 2),
  }));
  const [a, b] = [statistics(samples), statistics(slower)];
  for (const metric of ['ttftMs', 'tpotMs', 'e2eMs', 'iclMs', 'ntpotMs'] as const)
    close(b[metric].mean, (a[metric].mean ?? 0) * 2);
  close(b.outputTokensPerS.steady, (a.outputTokensPerS.steady ?? 0) / 2);
  close(b.requestsPerS.whole, (a.requestsPerS.whole ?? 0) / 2);
});

test('only ok requests enter latency and throughput, the others are counted', () => {
  const good = closedLoop(10);
  const bad = exampleSample({
    id: 'r000099',
    outcome: 'streamError',
    firstTokenUs: 200_000,
    lastTokenUs: 201_000,
    endUs: 202_000,
  });
  const found = statistics([...good, bad]);
  assert.equal(found.ttftMs.max, 20);
  assert.equal(found.tokens.output, 40);
  assert.deepEqual([found.requests.sent, found.requests.outcomes.streamError], [11, 1]);
});

test('the steady window cuts off the drain', () => {
  const [first, second] = closedLoop(2);
  const late = { ...(second as Sample), lastTokenUs: 1_000_000, endUs: 1_000_000 };
  const found = statistics([first as Sample, late]);
  assert.deepEqual(found.steadyWindow, { fromS: 0, toS: 0.051, lengthS: 0.051 });
  close(found.outputTokensPerS.steady, 8 / 0.051);
  close(found.outputTokensPerS.whole, 8);
});

test('a load that never reached its level has no steady window', () => {
  const found = statistics([exampleSample()]);
  assert.equal(found.steadyWindow, null);
  assert.deepEqual([found.outputTokensPerS.steady, found.requestsPerS.steady], [null, null]);
});

test('tokens that the server did not count make unknown numbers, not zeros', () => {
  const samples = closedLoop(10);
  const mixed = [{ ...(samples[0] as Sample), outputTokens: null }, ...samples.slice(1)];
  const found = statistics(mixed);
  assert.equal(found.tokens.source, 'mixed');
  assert.deepEqual(
    [found.tokens.output, found.outputTokensPerS.whole, found.outputTokensPerS.steady],
    [null, null, null],
  );
  assert.equal(found.tpotMs.count, 9);
  assert.deepEqual(found.tokensOverTime, []);
  assert.equal(found.iclIsItl, false);
  assert.equal(statistics(samples.map((sample) => ({ ...sample, outputTokens: null }))).tokens.source, 'none');
});

test('an answer of one token has no TPOT', () => {
  const one = exampleSample({ outputTokens: 1, chunks: 1, gapsUs: [], lastTokenUs: 20_000 });
  assert.equal(statistics([one]).tpotMs.count, 0);
  assert.equal(statistics([one]).ntpotMs.mean, 20);
});

test('batched prompts have throughput but no time per token', () => {
  const batch = exampleSample({ choices: 8, outputTokens: 32, chunks: 32, gapsUs: new Array(31).fill(1_000) });
  const found = statistics([batch]);
  assert.deepEqual([found.tpotMs.count, found.ntpotMs.count, found.iclMs.count], [0, 0, 0]);
  assert.equal(found.tokens.output, 32);
});

test('gaps are called inter-token latency only where every chunk is a token', () => {
  const itl = (change: Partial<Sample>) => statistics([exampleSample(change)]).iclIsItl;
  assert.equal(itl({}), true);
  assert.equal(itl({ outputTokens: 5, finishReason: 'stop' }), true, 'an end token has no text');
  assert.equal(itl({ outputTokens: 5, finishReason: 'length' }), false);
  assert.equal(itl({ outputTokens: 8 }), false);
});

test('tokens over time put every token into its second', () => {
  const sample = exampleSample({
    firstTokenUs: 900_000,
    gapsUs: [50_000, 100_000, 950_000],
    lastTokenUs: 2_000_000,
    endUs: 2_000_000,
  });
  assert.deepEqual(statistics([sample]).tokensOverTime, [
    { tS: 0, tokensPerS: 2, inFlight: 1 },
    { tS: 1, tokensPerS: 2, inFlight: 1 },
  ]);
});

test('goodput counts requests that meet every limit, of those offered', () => {
  const slow = exampleSample({ id: 'r000011', firstTokenUs: 200_000, lastTokenUs: 230_000, endUs: 230_000 });
  const samples = [...closedLoop(10), slow, exampleSample({ id: 'r000012', outcome: 'timeout' })];
  const { goodput } = statistics(samples);
  close(goodput.share, 10 / 12);
  close(goodput.perS, 10 / 0.254);
  assert.equal(goodput.slo, 'TTFT <= 100 ms, TPOT <= 20 ms');
});

const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false };

test('each answer is checked against the schema of its own request', () => {
  const answers = ['{"n":1}', '{"n":"x"}', '{"n":', '', '{"n":2} '];
  const samples = answers.map((answer, index) =>
    exampleSample({ id: `r${index}`, answer, finishReason: index === 2 ? 'length' : 'stop' }),
  );
  const items = new Map(
    samples.map(({ id }, index) => {
      const about = { promptIds: ['p'], schema: 's', grade: index < 2 ? 'flat' : 'nested', cold: index === 0 };
      return [id, { meta: { ...about, jsonSchema: schema } }];
    }),
  );
  const found = statistics(samples, { items });
  const { byGrade, outcomes, asked, parses, validShare } = found.validity ?? {};
  const none = { invalid: 0, notJson: 0, truncated: 0, empty: 0, refused: 0, engineError: 0, failed: 0 };
  assert.deepEqual([asked, parses, validShare], [5, 3, 0.4]);
  assert.deepEqual(outcomes, { ...none, valid: 2, invalid: 1, truncated: 1, empty: 1 });
  assert.deepEqual(byGrade, [
    { grade: 'flat', asked: 2, outcomes: { ...none, valid: 1, invalid: 1 } },
    { grade: 'nested', asked: 3, outcomes: { ...none, valid: 1, truncated: 1, empty: 1 } },
  ]);
  assert.match(found.validity?.firstErrors[0] ?? '', /^r1: invalid, \/n must be integer/);
  assert.deepEqual([found.cold?.ttftMs.count, found.cold?.warmTtftMs.count], [1, 4]);
  assert.equal(found.goodput.share, 2 / 5);
});

test('GPU, engine and load generator are seen over the very seconds of the steady window', () => {
  const at = (tS: number, powerW: number, memoryUsedBytes: number) => ({
    tS,
    powerW,
    memoryUsedBytes,
    utilisationPercent: 50,
  });
  // The window is 0 to 0.255 s; all that stands before and after it is a warning that it was not cut off.
  const found = statistics(closedLoop(10), {
    gpu: [at(-1, 900, 99), at(0, 100, 5), at(0.1, 300, 7), at(0.255, 100, 6), at(1, 900, 99)],
    engineProcess: [
      { tS: 0, cpuPercent: 9, memoryBytes: 5 },
      { tS: 0.2, cpuPercent: 150, memoryBytes: 8 },
      { tS: 1, cpuPercent: 150, memoryBytes: 8 },
    ],
    host: [
      { tS: -1, clientCpuPercent: null },
      { tS: 0, clientCpuPercent: 900 },
      { tS: 0.255, clientCpuPercent: 30 },
    ],
  });
  assert.equal(found.gpu.memoryPeakBytes, 7);
  close(found.gpu.energyPerTokenJ, (200 * 0.255) / 40);
  close(found.gpu.powerMeanW, 200);
  close(found.cpu.engineMeanPercent, 150);
  assert.deepEqual([found.cpu.engineMemoryPeakBytes, found.cpu.clientMeanPercent], [8, 30]);
});

test('cost is the price of an hour by the tokens of an hour, where there is a GPU to pay for', () => {
  const plan = examplePlan();
  const suite = { ...plan.suite, gpuUsdPerHour: 3.6 };
  const priced = { ...plan, suite, engine: { ...plan.engine, needs: 'nvidia-gpu' as const } };
  const found = computeStatistics(exampleCell(), priced, exampleSet(closedLoop(10)));
  close(found.costUsdPerMillionOutputTokens, 1000 / (40 / 0.255));
  assert.equal(statistics(closedLoop(10)).costUsdPerMillionOutputTokens, null);
  const onCpu = computeStatistics(exampleCell(), { ...plan, suite }, exampleSet(closedLoop(10)));
  assert.equal(onCpu.costUsdPerMillionOutputTokens, null);
});
