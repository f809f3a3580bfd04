import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '../domain/plan.ts';
import type { Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { RuleResult } from '../domain/verdict.ts';
import { exampleCalibration } from '../testing/example-calibration.ts';
import { exampleCell, exampleItem, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { computeStatistics } from './compute.ts';
import { judge } from './judge.ts';
import { rules } from './rules/index.ts';

/** 140 requests, two at once, 100 ms each: 7 s of steady load. */
const healthy: Sample[] = Array.from({ length: 140 }, (_, index) => {
  const startUs = Math.floor(index / 2) * 100_000;
  return exampleSample({
    id: `r${index}`,
    sentUs: startUs,
    firstTokenUs: startUs + 20_000,
    lastTokenUs: startUs + 50_000,
    endUs: startUs + 100_000,
  });
});

function verdict(samples: Sample[], change: Partial<SampleSet> = {}) {
  const set = exampleSet(samples, change);
  return judge(computeStatistics(exampleCell(), examplePlan(), set), set, examplePlan());
}

function rule(name: string, samples: Sample[], change: Partial<SampleSet> = {}): RuleResult {
  return verdict(samples, change).rules.find((result) => result.rule === name) as RuleResult;
}

function client(change: Partial<SampleSet['client']>): Partial<SampleSet> {
  return { client: { ...exampleSet(healthy).client, ...change } };
}

function failing(count: number): Sample[] {
  return healthy.map((sample, index) => (index < count ? { ...sample, outcome: 'httpError' } : sample));
}

function answered(texts: string[], finishReason = 'stop'): [Sample[], Partial<SampleSet>] {
  const samples = texts.map((answer, index) => exampleSample({ id: `r${index}`, answer, finishReason }));
  const { meta } = exampleItem('');
  const items = new Map(samples.map(({ id }) => [id, { meta: { ...meta, jsonSchema: { type: 'object' } } }]));
  return [samples, { items }];
}

test('a healthy cell is VALID and needs no advice', () => {
  const { state, rules: results } = verdict(healthy);
  assert.equal(state, 'VALID');
  assert.deepEqual(
    results.filter((result) => result.advice !== ''),
    [],
  );
  assert.deepEqual(
    results.map((result) => result.rule),
    Object.keys(rules),
  );
});

test('one failure warns, more than one in a hundred makes the cell INVALID', () => {
  assert.equal(rule('ERROR_SHARE', failing(0)).state, 'VALID');
  assert.equal(rule('ERROR_SHARE', failing(1)).state, 'WARN');
  const invalid = rule('ERROR_SHARE', failing(2));
  assert.deepEqual([invalid.state, invalid.measured], ['INVALID', '2 of 140 sent (1.43 %): 2 httpError']);
  assert.equal(verdict(failing(2)).state, 'INVALID');
  assert.equal(rule('ERROR_SHARE', []).state, 'INVALID');
});

test('percentiles that are not given are named', () => {
  assert.equal(rule('TOO_FEW_SAMPLES', healthy).state, 'VALID');
  assert.match(rule('TOO_FEW_SAMPLES', healthy.slice(0, 129)).measured, /129 ok requests: no p95/);
  assert.match(rule('TOO_FEW_SAMPLES', healthy.slice(0, 5)).measured, /no p50, no p95/);
});

test('a load generator without time to spare makes the cell INVALID', () => {
  const busy = (clientCpuPercent: number, clientCpus: number) => ({
    host: [{ tS: 0 }, { tS: 0.1, clientCpuPercent, clientCpus }],
  });
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(50, 1)).state, 'VALID');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(60, 1)).state, 'WARN');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(80, 1)).state, 'INVALID');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(110, 2)).state, 'VALID');
  const all = (clientCpusBusyPercent: number, clientCpuPercent = 10) => ({
    host: [{ tS: 0 }, { tS: 0.1, clientCpuPercent, clientCpus: 1, clientCpusBusyPercent }],
  });
  assert.equal(rule('CLIENT_SATURATED', healthy, all(89)).state, 'VALID');
  assert.equal(rule('CLIENT_SATURATED', healthy, all(95)).state, 'INVALID', 'others take its CPU');
  assert.equal(rule('CLIENT_SATURATED', healthy, all(95, 55)).state, 'WARN');
  const lag = (p99: number) => client({ readerLagUs: { p50: 1, p99, max: p99 } });
  assert.equal(rule('CLIENT_SATURATED', healthy, lag(900)).state, 'VALID');
  assert.equal(rule('CLIENT_SATURATED', healthy, lag(1_100)).state, 'WARN');
  assert.equal(rule('CLIENT_SATURATED', healthy, lag(5_100)).state, 'INVALID');
  const slow = healthy.map((sample) => ({ ...sample, firstTokenUs: (sample.sentUs ?? 0) + 400_000 }));
  assert.equal(rule('CLIENT_SATURATED', slow, lag(4_000)).state, 'VALID', '1 % of a TTFT of 400 ms');
});

test('with stamps of the kernel a late load generator warns, and spoils only what it can be shown to have spoiled', () => {
  const kernel = client({ clock: 'kernel' });
  const lag = (p99: number) => client({ clock: 'kernel', readerLagUs: { p50: 1, p99, max: p99 } });
  const busy = (clientCpuPercent: number, clientCpusBusyPercent: number) => ({
    ...kernel,
    host: [{ tS: 0 }, { tS: 0.1, clientCpuPercent, clientCpus: 1, clientCpusBusyPercent }],
  });
  assert.equal(rule('CLIENT_SATURATED', healthy, lag(1_700)).state, 'VALID');
  assert.equal(rule('CLIENT_SATURATED', healthy, lag(5_100)).state, 'WARN');
  assert.equal(rule('CLIENT_SATURATED', healthy, lag(500_000)).state, 'WARN');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(10, 50)).state, 'VALID');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(10, 100)).state, 'WARN');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(85, 85)).state, 'WARN');
  assert.equal(rule('CLIENT_SATURATED', healthy, busy(96, 100)).state, 'INVALID', 'it sets the pace');
  const blurred = healthy.map((one, index) => (index % 20 === 0 ? { ...one, gapsUs: [0, 20_000, 10_000] } : one));
  assert.equal(state(blurred, busy(10, 50)), 'VALID', 'the server may hold its first tokens back');
  assert.equal(state(blurred, busy(10, 100)), 'INVALID');
});

function state(samples: Sample[], change: Partial<SampleSet>): string {
  const set = exampleSet(samples, change);
  const statistics = computeStatistics(exampleCell(), examplePlan(), set, exampleCalibration());
  return judge(statistics, set, examplePlan()).rules.find((result) => result.rule === 'CLIENT_SATURATED')?.state ?? '';
}

test('missing token counts warn', () => {
  const one = healthy.map((sample, index) => (index === 0 ? { ...sample, outputTokens: null } : sample));
  assert.deepEqual([rule('TOKENS_UNKNOWN', one).state, rule('TOKENS_UNKNOWN', healthy).state], ['WARN', 'VALID']);
});

test('the tokens of the client are held against the growth of the counter of the engine', () => {
  // 560 tokens were measured; the counter had 1000 from the warm-up.
  const counter = (end: number) => ({
    engineMetrics: [
      { tS: -9, generationTokens: 0 },
      { tS: -0.2, generationTokens: 1_000 },
      { tS: 3, generationTokens: 1_200 },
      { tS: 8, generationTokens: end },
    ],
  });
  assert.equal(rule('TOKENS_DISAGREE', healthy, counter(1_560)).state, 'VALID');
  assert.equal(rule('TOKENS_DISAGREE', healthy, counter(1_565)).state, 'VALID');
  assert.equal(rule('TOKENS_DISAGREE', healthy, counter(1_566)).state, 'WARN');
  assert.equal(rule('TOKENS_DISAGREE', healthy).state, 'NOT_CHECKED');
  assert.equal(rule('TOKENS_DISAGREE', failing(1), counter(1_560)).state, 'NOT_CHECKED');
  assert.equal(rule('TOKENS_DISAGREE', healthy, counter(5)).state, 'NOT_CHECKED', 'the engine restarted');
});

test('fewer tokens than chunks is a miscount that makes the cell INVALID', () => {
  const count = (outputTokens: number) =>
    rule('TOKENS_DISAGREE', [exampleSample({ outputTokens, choices: 2, chunks: 8 })]);
  assert.deepEqual([count(5).state, count(6).state], ['INVALID', 'NOT_CHECKED']);
});

test('tokens that arrive in lumps warn', () => {
  const share = (coalescedReads: number) => rule('COALESCED', healthy, client({ reads: 100, coalescedReads })).state;
  assert.deepEqual([share(10), share(11)], ['VALID', 'WARN']);
});

test('first tokens that have the time of later ones warn if they move a percentile, those of a batch of prompts do not', () => {
  const blurred = (count: number, change: Partial<Sample> = {}, firstTokenUs = 20_000) =>
    rule(
      'FIRST_TOKEN_BLURRED',
      healthy.map((sample, index) => {
        const late = { firstTokenUs: (sample.sentUs ?? 0) + firstTokenUs, lastTokenUs: (sample.sentUs ?? 0) + 60_000 };
        return index < count ? { ...sample, ...late, gapsUs: [0, 20_000, 10_000], ...change } : sample;
      }),
    );
  assert.deepEqual(
    [blurred(10).state, blurred(10).measured],
    [
      'VALID',
      '10 of 140 first tokens (7.14 %) were read together with later ones, which moves p50 of TTFT by at most 0 ms',
    ],
    'they are no slower than the others, so no percentile is',
  );
  assert.deepEqual(
    [blurred(8, {}, 22_000).state, blurred(8, {}, 22_000).measured],
    [
      'WARN',
      '8 of 140 first tokens (5.71 %) were read together with later ones, which moves p95 of TTFT by at most 2 ms',
    ],
  );
  assert.equal(blurred(8, {}, 20_900).state, 'VALID', 'under a millisecond');
  assert.equal(blurred(1, {}, 500_000).state, 'VALID', 'one in a hundred moves no percentile that is claimed');
  assert.deepEqual(blurred(20, { choices: 8 }, 22_000).state, 'VALID');
  assert.equal(blurred(140, { choices: 8 }).state, 'NOT_CHECKED');
  assert.equal(
    rule('FIRST_TOKEN_BLURRED', [exampleSample({ gapsUs: [0, 1, 1] })]).state,
    'VALID',
    'nothing is claimed of one',
  );
  assert.equal(rule('FIRST_TOKEN_BLURRED', [exampleSample({ chunks: 1, gapsUs: [] })]).state, 'NOT_CHECKED');
});

test('a schema that is not enforced makes the cell INVALID, cut answers do not', () => {
  const share = (valid: number) => {
    const texts = Array.from({ length: 100 }, (_, index) => (index < valid ? '{}' : '[]'));
    return rule('JSON_NOT_ENFORCED', ...answered(texts)).state;
  };
  assert.deepEqual([share(100), share(99), share(98), share(49)], ['VALID', 'VALID', 'WARN', 'INVALID']);
  assert.equal(rule('JSON_NOT_ENFORCED', ...answered(['{"a', '{"b'], 'length')).state, 'NOT_CHECKED');
  assert.equal(rule('JSON_NOT_ENFORCED', healthy).state, 'NOT_CHECKED');
  assert.equal(rule('TRUNCATED', ...answered(['{"a', '{}'], 'length')).state, 'WARN');
});

/** What SCHEMA_ENFORCED says of a cell, by the proof of its run. */
function enforced(answers: string[] | null, change: Partial<Cell> = {}, finishReason = 'stop'): RuleResult {
  const cell = exampleCell({ test: 'json_struct', constraint: 'schema', ...change });
  const [samples, set] = answered(answers ?? [], finishReason);
  const proofSet = exampleSet(samples, set);
  const proofCell = exampleCell({ test: 'json_struct', constraint: 'schema', purpose: 'enforcement' });
  const proof = answers === null ? null : computeStatistics(proofCell, examplePlan(), proofSet).enforcement;
  const measured = exampleSet(...answered(new Array(140).fill('{}')));
  const statistics = computeStatistics(cell, examplePlan(), measured);
  const { rules: results } = judge(statistics, measured, examplePlan(), { enforcement: proof });
  return results.find(({ rule: name }) => name === 'SCHEMA_ENFORCED') as RuleResult;
}

test('a proof that fails makes cells with schemas INVALID, however valid their own answers are', () => {
  assert.equal(enforced(['{}', '{}']).state, 'VALID');
  const failed = enforced(['A snail', 'A cloud']);
  assert.equal(failed.state, 'INVALID');
  assert.match(
    failed.measured,
    /^schema not enforced: 0 of 2 answers .*; 2 have not its shape, e\.g\. r0: .*: A snail/,
  );
  assert.equal(enforced(['{}', '{}', '{}', 'A cloud']).state, 'INVALID', 'one answer without a grammar is enough');
  assert.equal(enforced(['{}', '']).state, 'WARN', 'an answer was lost');
  assert.equal(enforced(['', '']).state, 'INVALID', 'nothing came');
  assert.match(enforced(['{  ', '{\n'], {}, 'length').measured, /^not proven: 0 of 2/);
  assert.equal(enforced(['{  ', '{\n'], {}, 'length').state, 'WARN');
  assert.equal(enforced(null).state, 'NOT_CHECKED', 'no proof was asked for');
  assert.equal(enforced(['A snail'], { constraint: 'none' }).state, 'NOT_CHECKED', 'twins have no schema');
});

test('of a proof only what concerns it is judged, not the speed that it does not have', () => {
  const set = exampleSet(...answered(['{}', '{}']));
  const cell = exampleCell({ test: 'json_struct', constraint: 'schema', purpose: 'enforcement' });
  const found = judge(computeStatistics(cell, examplePlan(), set), set, examplePlan());
  const asked = found.rules.filter(({ state: one }) => one !== 'NOT_CHECKED').map(({ rule: name }) => name);
  assert.deepEqual([found.state, asked], ['VALID', ['ERROR_SHARE', 'RECORDS_CUT', 'SCHEMA_ENFORCED']]);
});

test('answers that are blank up to the limit are named as the whitespace trap', () => {
  const blank = rule('TRUNCATED', ...answered([`{${' '.repeat(99)}`, '{ "a"'], 'length'));
  assert.match(blank.measured, /^2 of 2 \(100 %\), 1 of them mostly blanks$/);
  const trap = rule('TRUNCATED', ...answered([`{${' '.repeat(99)}`], 'length'));
  assert.match(trap.advice, /^the whitespace trap: .*engine\.jsonWhitespace/);
  assert.equal(rule('TRUNCATED', ...answered(['{"a":"bc'], 'length')).advice, 'raise tests.json_struct.maxTokens');
});

test('a wall clock that jumps warns, and makes stamps of the kernel worthless', () => {
  const step = (wallStepUs: number, clock: 'kernel' | 'read') => rule('CLOCK', healthy, client({ wallStepUs, clock }));
  assert.equal(step(-60_000, 'read').state, 'WARN');
  assert.equal(step(-40_000, 'read').state, 'VALID');
  assert.match(step(0, 'read').measured, /kernel in 0 of 140 answers, else by the time after the read/);
  assert.deepEqual(
    [0, 900, -1_100, 60_000].map((stepUs) => step(stepUs, 'kernel').state),
    ['VALID', 'VALID', 'WARN', 'INVALID'],
  );
});

test('a steady time that is too short warns', () => {
  assert.equal(rule('STEADY_TOO_SHORT', healthy).state, 'VALID');
  assert.equal(rule('STEADY_TOO_SHORT', healthy.slice(0, 90)).state, 'WARN');
  assert.equal(rule('STEADY_TOO_SHORT', healthy.slice(0, 1)).state, 'WARN');
});

test('a cut record warns', () => {
  assert.equal(rule('RECORDS_CUT', healthy, { notes: ['requests.jsonl:3 was cut off'] }).state, 'WARN');
});
