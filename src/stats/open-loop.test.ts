import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../domain/sample.ts';
import type { OpenShape } from '../domain/shape.ts';
import { type Statistics, statisticsSchema } from '../domain/statistics.ts';
import type { RuleResult } from '../domain/verdict.ts';
import { exampleCell, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { computeStatistics } from './compute.ts';
import { judge } from './judge.ts';
import { placesTaken } from './places.ts';

/** A request due at one instant, sent at another, with its first token 20 ms and its end 50 ms after the send. */
function due(index: number, intendedUs: number, lateUs = 0, tookUs = 50_000): Sample {
  const sentUs = intendedUs + lateUs;
  return exampleSample({
    ...{ id: `r${String(index).padStart(6, '0')}`, seq: index, intendedUs, sentUs },
    ...{ firstTokenUs: sentUs + 20_000, lastTokenUs: sentUs + tookUs, endUs: sentUs + tookUs },
  });
}

/** `count` requests, 10 a second. */
function steady(count: number, change: (index: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: count }, (_, index) => ({ ...due(index, index * 100_000), ...change(index) }));
}

const tenPerS: OpenShape = { kind: 'constant-rate', ratePerS: 10, maxInFlight: 4 };

function measured(samples: Sample[], shape: OpenShape = tenPerS) {
  const cell = exampleCell({ shape });
  const set = exampleSet(samples);
  const statistics = computeStatistics(cell, examplePlan([cell]), set);
  const { rules } = judge(statistics, set, examplePlan([cell]));
  return { statistics, rule: (name: string) => rules.find(({ rule }) => rule === name) as RuleResult };
}

function openLoop(samples: Sample[], shape?: OpenShape): NonNullable<Statistics['openLoop']> {
  const { statistics } = measured(samples, shape);
  statisticsSchema.parse(JSON.parse(JSON.stringify(statistics)));
  assert.ok(statistics.openLoop !== null);
  return statistics.openLoop;
}

test('response latency counts from the intended send, service latency from the send', () => {
  const { statistics } = measured([due(0, 0), due(1, 100_000, 30_000), due(2, 200_000, 60_000)]);
  assert.deepEqual([statistics.ttftMs.mean, statistics.ttftMs.max], [20, 20]);
  assert.deepEqual([statistics.openLoop?.responseTtftMs.mean, statistics.openLoop?.responseTtftMs.max], [50, 80]);
  assert.deepEqual([statistics.e2eMs.max, statistics.openLoop?.responseE2eMs.max], [50, 110]);
  assert.deepEqual([statistics.openLoop?.sendLatenessMs.mean, statistics.openLoop?.sendLatenessMs.max], [30, 60]);
});

test('a request that failed is in the lateness and not in the latencies', () => {
  const found = openLoop([due(0, 0), { ...due(1, 100_000, 40_000), outcome: 'httpError' }]);
  assert.deepEqual([found.responseTtftMs.count, found.sendLatenessMs.count, found.sendLatenessMs.max], [1, 2, 40]);
});

test('the rate offered is that of the schedule, the rate sent that of the sends', () => {
  const found = openLoop([due(0, 0), due(1, 100_000), due(2, 200_000), due(3, 300_000, 200_000)]);
  assert.deepEqual([found.plannedPerS, found.offeredPerS, found.sentPerS], [10, 10, 6]);
});

test('the steady window reaches from the first to the last intended send', () => {
  const { statistics } = measured(steady(101, (index) => (index === 100 ? due(100, 10_000_000, 500_000) : {})));
  assert.deepEqual(statistics.steadyWindow, { fromS: 0, toS: 10, lengthS: 10 });
  // The last request gave its four tokens after the window, and the one before it all of its own within.
  assert.equal(statistics.outputTokensPerS.steady, 40);
  assert.equal(statistics.requestsPerS.steady, 10);
});

test('a request that finds every place taken, by requests in flight or waiting, is counted', () => {
  // Two places; each request takes 250 ms and another one is due every 100 ms.
  const long = [due(0, 0, 0, 250_000), due(1, 100_000, 0, 250_000), due(2, 200_000, 50_000, 250_000)];
  const waiting = [due(3, 300_000, 50_000, 250_000), due(4, 400_000, 100_000, 250_000)];
  const samples = [...long, ...waiting];
  assert.deepEqual(placesTaken(samples), [0, 1, 2, 2, 2]);
  const found = openLoop(samples, { ...tenPerS, maxInFlight: 2 });
  assert.deepEqual([found.waitedForPlace, found.peakInFlight, found.maxInFlight], [3, 2, 2]);
  assert.deepEqual(placesTaken(samples.toReversed()), placesTaken(samples), 'records come in any order');
});

test('a burst says how far apart its requests left and were answered', () => {
  const found = openLoop([due(0, 0), due(1, 0, 3_000), due(2, 0, 1_000)], { kind: 'burst', maxInFlight: 3 });
  assert.deepEqual(found.burst, { sentSpreadMs: 3, firstTokenSpreadMs: 3 });
  assert.deepEqual([found.plannedPerS, found.offeredPerS], [null, null]);
  assert.equal(openLoop(steady(3)).burst, null);
});

test('goodput counts from the intended send', () => {
  // The limit is 100 ms to the first token.
  const { statistics } = measured([due(0, 0), due(1, 100_000, 90_000), due(2, 200_000, 70_000)]);
  assert.equal(statistics.goodput.share, 2 / 3);
  assert.match(statistics.goodput.slo, /from the intended send/);
});

test('a closed loop has none of it', () => {
  const { statistics, rules } = (() => {
    const set = exampleSet([exampleSample()]);
    const found = computeStatistics(exampleCell(), examplePlan(), set);
    return { statistics: found, rules: judge(found, set, examplePlan()).rules };
  })();
  assert.equal(statistics.openLoop, null);
  const open = rules.filter(({ rule }) =>
    ['CLIENT_LATENESS', 'LATE_SENDS', 'OVERLOADED', 'QUEUE_GROWS'].includes(rule),
  );
  assert.deepEqual(
    open.map(({ state }) => state),
    new Array(4).fill('NOT_CHECKED'),
  );
});

test('an open loop that kept its schedule is VALID', () => {
  const { rule } = measured(steady(140));
  for (const name of ['CLIENT_LATENESS', 'LATE_SENDS', 'OVERLOADED', 'QUEUE_GROWS', 'STEADY_TOO_SHORT']) {
    assert.equal(rule(name).state, 'VALID', `${name}: ${rule(name).measured}`);
  }
});

test('a load generator that is late although places are free is its own fault', () => {
  const state = (lateUs: number) => measured(steady(140, (index) => due(index, index * 100_000, lateUs))).rule;
  assert.deepEqual([state(4_000)('CLIENT_LATENESS').state, state(6_000)('CLIENT_LATENESS').state], ['VALID', 'WARN']);
  assert.equal(state(51_000)('CLIENT_LATENESS').state, 'INVALID');
  const connecting = steady(140, (index) => ({
    ...due(index, index * 100_000, 9_000),
    connectStartUs: index * 100_000,
  }));
  assert.equal(measured(connecting).rule('CLIENT_LATENESS').state, 'VALID', 'the way to the server took that long');
});

test('late sends warn where a few were late and make the cell INVALID where most were', () => {
  const late = (share: number) => steady(100, (index) => (index < share ? due(index, index * 100_000, 6_000) : {}));
  const state = (samples: Sample[]) => measured(samples).rule('LATE_SENDS').state;
  assert.deepEqual([state(late(0)), state(late(5)), state(late(60))], ['VALID', 'WARN', 'INVALID']);
  const slow = late(60).map((sample) => ({ ...sample, firstTokenUs: (sample.sentUs ?? 0) + 1_000_000 }));
  assert.equal(state(slow), 'VALID', '1 % of a TTFT of 1 s');
});

test('a burst may take a tenth of what users wait to leave, and only warns beyond', () => {
  const burst = (lastUs: number, ttftUs: number) =>
    Array.from({ length: 100 }, (_, index) => {
      const sample = due(index, 0, (lastUs * index) / 99);
      return { ...sample, firstTokenUs: (sample.sentUs ?? 0) + ttftUs };
    });
  const states = (samples: Sample[]) =>
    ['CLIENT_LATENESS', 'LATE_SENDS', 'STEADY_TOO_SHORT'].map(
      (name) => measured(samples, { kind: 'burst', maxInFlight: 100 }).rule(name).state,
    );
  assert.deepEqual(states(burst(40_000, 500_000)), ['NOT_CHECKED', 'VALID', 'NOT_CHECKED']);
  assert.deepEqual(states(burst(80_000, 500_000)), ['NOT_CHECKED', 'WARN', 'NOT_CHECKED']);
});

test('too few places warn, and the load generator is not blamed for them', () => {
  const pause = (index: number) => (index >= 50 && index < 60 ? Math.max(0, 1_500_000 - (index - 50) * 100_000) : 0);
  const samples = steady(140, (index) => {
    const waits = index >= 54 && index < 60;
    const sample = due(index, index * 100_000, waits ? pause(index) : 0);
    const endUs = index >= 50 && index < 54 ? 5_000_000 + 1_500_000 : (sample.endUs ?? 0);
    return { ...sample, endUs };
  });
  const { rule } = measured(samples);
  assert.equal(rule('OVERLOADED').state, 'WARN');
  assert.match(rule('OVERLOADED').measured, /were due while all 4 places were taken/);
  assert.equal(rule('CLIENT_LATENESS').state, 'VALID', rule('CLIENT_LATENESS').measured);
  assert.equal(rule('LATE_SENDS').state, 'WARN');
});

test('a queue that grows warns, one that sways by chance does not', () => {
  const roomy: OpenShape = { ...tenPerS, maxInFlight: 1000 };
  // One request ends every 200 ms while two come.
  const slow = steady(200, (index) => ({ endUs: (index + 1) * 200_000 }));
  const grows = measured(slow, roomy).rule('QUEUE_GROWS');
  assert.deepEqual(
    [grows.state, grows.measured],
    ['WARN', '100 came in the second half, 50 ended; unfinished went from 51 to 101'],
  );
  const long = steady(200, (index) => ({ endUs: index * 100_000 + 2_000_000 }));
  assert.equal(measured(long, roomy).rule('QUEUE_GROWS').state, 'VALID');
});
