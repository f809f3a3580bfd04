import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison } from '../../domain/comparison.ts';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Plan } from '../../domain/plan.ts';
import { exampleCell, examplePlan } from '../../testing/example-cell.ts';
import {
  exampleCells,
  exampleComparison,
  exampleHead,
  exampleRunInput,
  failedRunInput,
} from '../../testing/example-comparison.ts';
import {
  exampleEnvironment,
  exampleMeasured,
  exampleProof,
  exampleSamples,
  measuredExample,
} from '../../testing/example-result.ts';
import { compare } from './compare.ts';

const { engine, model } = examplePlan();
const real = (name: string) => ({ engine: { ...engine, name, simulated: false } });

function low(count: number, slowerUs = 0): MeasuredCell[] {
  const shape = { kind: 'concurrency' as const, concurrency: 1 };
  const cell = exampleCell({ id: 'low_latency/run-1', test: 'low_latency', requests: count, shape });
  return [measuredExample(cell, exampleSamples(count, slowerUs))];
}

/** The same cells with a rule that did not hold. */
function broken(cells: MeasuredCell[], rule: string, state: 'WARN' | 'INVALID'): MeasuredCell[] {
  const result = { rule, state, measured: '', limit: '', advice: '' };
  return cells.map(({ statistics, verdict }) => ({ statistics, verdict: { ...verdict, state, rules: [result] } }));
}

function ranking(comparison: Comparison, id: string, metric: string) {
  const found = comparison.tests.find((one) => one.id === id)?.rankings.find((one) => one.metric === metric);
  assert.ok(found, `${id} ${metric}`);
  return {
    ranked: found.ranked.map(({ rank, engine: name }) => `${rank} ${name}`),
    notRanked: Object.fromEntries(found.notRanked.map(({ engine: name, reason }) => [name, reason])),
  };
}

test('engines at the same work are ranked by each metric of each level', () => {
  const comparison = exampleComparison();
  assert.equal(comparison.state, 'complete');
  assert.deepEqual(
    comparison.tests.map(({ id, level }) => `${id} ${level}`),
    ['throughput/c2 2 in flight', 'throughput/c8 8 in flight', 'low_latency 1 in flight'],
  );
  const ttft = ranking(comparison, 'throughput/c8', 'ttftP50Ms');
  // Two runs a side cannot show the 1 % between alpha and beta.
  assert.deepEqual(ttft, { ranked: ['1 alpha', '1 beta', '3 gamma'], notRanked: {} });
  assert.deepEqual(ranking(comparison, 'low_latency', 'ttftP50Ms').ranked, ['1 alpha', '1 beta', '3 gamma']);
});

test('repeats and rounds are runs of one figure, and two starts have a range', () => {
  const round = (number: number) => ({ run: { sequence: { round: number, rounds: 2, position: number, of: 2 } } });
  const runs = [1, 2].map((number) => exampleRunInput('alpha', exampleCells(number * 1_000), round(number)));
  const { engines, tests } = compare(runs, exampleHead({ rounds: 2 }));
  assert.equal(engines.length, 1);
  assert.deepEqual(
    engines[0]?.runs.map((run) => [run.round, run.folder]),
    [
      [1, '../run_alpha_1'],
      [2, '../run_alpha_2'],
    ],
  );
  const figure = tests[0]?.engines[0]?.figures.ttftP50Ms;
  assert.equal(figure?.runs, 4);
  assert.deepEqual([figure?.starts, figure?.spread], [2, 'range']);
  assert.ok((figure?.low ?? 0) < (figure?.value ?? 0) && (figure?.value ?? 0) < (figure?.high ?? 0));
  assert.equal(tests[0]?.engines[0]?.requests.ok, 4 * 140);
});

test('an INVALID figure is not ranked, and the rule is named', () => {
  const runs = [
    exampleRunInput('alpha', low(140)),
    exampleRunInput('beta', low(140, 5_000)),
    exampleRunInput('gamma', broken(low(140), 'ERROR_SHARE', 'INVALID')),
  ];
  const found = ranking(compare(runs, exampleHead()), 'low_latency', 'ttftP50Ms');
  assert.deepEqual(found, { ranked: ['1 alpha', '2 beta'], notRanked: { gamma: 'INVALID: ERROR_SHARE' } });
});

test('an engine that does not enforce the schema is said to be so, not to be fast', () => {
  const runs = ['alpha', 'beta'].map((name) => exampleRunInput(name, low(140)));
  runs.push(exampleRunInput('gamma', broken(low(140), 'JSON_NOT_ENFORCED', 'INVALID')));
  const { notRanked } = ranking(compare(runs, exampleHead()), 'low_latency', 'ttftP50Ms');
  assert.deepEqual(notRanked, { gamma: 'the schema is not enforced' });
});

test('a proof of enforcement is no test of its own, and one that failed keeps its engine out of the ranking', () => {
  const json = exampleMeasured().filter(({ statistics }) => statistics.cell.test === 'json_struct');
  const [main, twin] = json as [MeasuredCell, MeasuredCell];
  const held = (name: string) => exampleRunInput(name, [exampleProof(['{"n":1}']), main, twin]);
  const failed = [exampleProof(['There once was']), ...broken([main], 'SCHEMA_ENFORCED', 'INVALID'), twin];
  const comparison = compare([held('alpha'), held('beta'), exampleRunInput('gamma', failed)], exampleHead());
  assert.deepEqual(
    comparison.tests.map(({ id }) => id),
    ['json_struct', 'json_struct/unconstrained'],
  );
  const { notRanked } = ranking(comparison, 'json_struct', 'outputTokensPerS');
  assert.deepEqual(notRanked, { gamma: 'the schema is not enforced' });
});

test('of an engine with INVALID and good runs the good ones are used, and how many were left out is said', () => {
  const [first, second, ...others] = exampleCells(0) as [MeasuredCell, MeasuredCell, ...MeasuredCell[]];
  const cells = [first, ...broken([second], 'ERROR_SHARE', 'INVALID'), ...others];
  const runs = [exampleRunInput('alpha', cells), exampleRunInput('beta', exampleCells(300))];
  const comparison = compare(runs, exampleHead());
  const tested = comparison.tests[0]?.engines[0];
  assert.deepEqual([tested?.leftOut, tested?.figures.ttftP50Ms?.runs, tested?.verdict], [1, 1, 'INVALID']);
  assert.deepEqual(tested?.requests, { sent: 280, ok: 280, used: 140 });
  assert.equal(ranking(comparison, 'throughput/c2', 'ttftP50Ms').ranked.length, 2);
});

test('a simulated engine is shown among real ones and never ranked', () => {
  const runs = [
    exampleRunInput('alpha', low(140), { plan: real('alpha') }),
    exampleRunInput('beta', low(140, 5_000), { plan: real('beta') }),
    exampleRunInput('gamma', low(140)),
  ];
  const comparison = compare(runs, exampleHead());
  assert.equal(comparison.simulated, 'some');
  assert.deepEqual(ranking(comparison, 'low_latency', 'ttftP50Ms'), {
    ranked: ['1 alpha', '2 beta'],
    notRanked: { gamma: 'simulated: it cannot be ranked among real engines' },
  });
});

test('other work is not ranked: who differs from the most is left out, with what differs', () => {
  const other = { plan: { model: { ...model, name: 'small' } } };
  const runs = [
    exampleRunInput('alpha', low(140)),
    exampleRunInput('beta', low(140, 5_000)),
    exampleRunInput('gamma', low(150)),
    exampleRunInput('delta', low(140), other),
  ];
  const comparison = compare(runs, exampleHead());
  assert.deepEqual(ranking(comparison, 'low_latency', 'ttftP50Ms'), {
    ranked: ['1 alpha', '2 beta'],
    notRanked: {
      gamma: 'other work: tests.low_latency.requests 150, others 140',
      delta: 'other work: model small, others dyno-sim',
    },
  });
  assert.deepEqual(
    comparison.differences.filter(({ kind }) => kind === 'work').map(({ what }) => what),
    ['model', 'tests.low_latency.requests'],
  );
});

test('where no two engines did the same work nobody is ranked', () => {
  const runs = ['small', 'large'].map((name) =>
    exampleRunInput(name, low(140), { plan: { model: { ...model, name } } }),
  );
  const { ranked, notRanked } = ranking(compare(runs, exampleHead()), 'low_latency', 'ttftP50Ms');
  assert.deepEqual(ranked, []);
  assert.deepEqual(notRanked, { small: 'other work: model small', large: 'other work: model large' });
});

test('figures of another machine are not ranked, those of other software are, and both are told', () => {
  const { host } = exampleEnvironment();
  const runs = [
    exampleRunInput('alpha', low(140)),
    exampleRunInput('beta', low(140, 5_000), { environment: { node: 'v25' } }),
    exampleRunInput('gamma', low(140), { environment: { host: { ...host, cpuModel: 'Faster CPU' } } }),
  ];
  const comparison = compare(runs, exampleHead());
  assert.deepEqual(ranking(comparison, 'low_latency', 'ttftP50Ms'), {
    ranked: ['1 alpha', '2 beta'],
    notRanked: { gamma: 'other machine: processor Faster CPU, others Example CPU' },
  });
  assert.deepEqual(
    comparison.differences.map(({ kind, what }) => `${kind} ${what}`),
    ['machine processor', 'environment Dyno'],
  );
});

test('one engine alone, and a percentile of too few samples, have no rank', () => {
  const alone = ranking(compare([exampleRunInput('alpha', low(140))], exampleHead()), 'low_latency', 'ttftP50Ms');
  assert.deepEqual(alone, { ranked: [], notRanked: { alpha: 'no other engine to rank it against' } });
  const runs = [exampleRunInput('alpha', low(140)), exampleRunInput('beta', low(140))];
  const { tests } = compare(runs, exampleHead());
  const metrics = tests[0]?.rankings.map(({ metric }) => metric);
  // 140 samples carry a p95 (130) and no p99 (662).
  assert.ok(metrics?.includes('ttftP95Ms') && !metrics.includes('ttftP99Ms'), metrics?.join());
});

test('a failed engine is listed with its error and makes the comparison partial', () => {
  const runs = [exampleRunInput('alpha', low(140)), failedRunInput('beta')];
  const { engines, state, tests } = compare(runs, exampleHead());
  assert.equal(state, 'partial');
  assert.deepEqual(
    engines.map((one) => [one.engine, one.state, one.why]),
    [
      ['alpha', 'measured', null],
      ['beta', 'failed', 'ENGINE_EXITED: it ended with exit code 1'],
    ],
  );
  assert.deepEqual(
    tests[0]?.engines.map((one) => one.engine),
    ['alpha'],
  );
});

test('runs of one engine at different work are two contestants and never pooled', () => {
  const runs = [
    exampleRunInput('alpha', low(140)),
    exampleRunInput('alpha', low(140), { plan: { hash: 'other', model: { ...model, name: 'small' } } }),
    exampleRunInput('alpha', low(140), { plan: { hash: 'third' } }),
  ];
  const { engines } = compare(runs, exampleHead());
  assert.deepEqual(
    engines.map((one) => one.engine),
    ['alpha dyno-sim', 'alpha small', 'alpha dyno-sim (2)'],
  );
});

test('tokens a second are of steady windows only where every engine has one', () => {
  const without = low(140).map(({ statistics, verdict }) => ({
    statistics: { ...statistics, outputTokensPerS: { steady: null, whole: 50 } },
    verdict,
  }));
  const both = compare([exampleRunInput('alpha', low(140)), exampleRunInput('beta', low(140))], exampleHead());
  const mixed = compare([exampleRunInput('alpha', low(140)), exampleRunInput('beta', without)], exampleHead());
  assert.equal(both.tests[0]?.rateOver, 'steady');
  assert.equal(mixed.tests[0]?.rateOver, 'whole');
  assert.equal(mixed.tests[0]?.engines[1]?.figures.outputTokensPerS?.value, 50);
});

test('an engine whose proof shows that no schema binds is not ranked, however good its answers look', () => {
  const shape = { kind: 'concurrency' as const, concurrency: 4 };
  const json = exampleCell({ id: 'json_struct/run-1', test: 'json_struct', constraint: 'schema', shape });
  const proofCell = exampleCell({ ...json, id: 'json_struct/enforcement/run-1', purpose: 'enforcement' });
  const counts = { loose: 0, broken: 0, empty: 0, undecided: 0, refused: 0, failed: 0, example: null };
  const cells = (state: 'enforced' | 'not-enforced', followed: number): MeasuredCell[] => {
    const proof = measuredExample(proofCell, exampleSamples(24));
    const enforcement = { ...counts, state, asked: 24, followed, broken: 24 - followed };
    return [
      { ...proof, statistics: { ...proof.statistics, enforcement } },
      ...broken([measuredExample(json, exampleSamples(140))], 'SOME_RULE', 'WARN'),
    ];
  };
  const runs = [
    exampleRunInput('alpha', cells('enforced', 24)),
    exampleRunInput('beta', cells('enforced', 24)),
    exampleRunInput('gamma', cells('not-enforced', 3)),
  ];
  const comparison = compare(runs, exampleHead());
  assert.deepEqual(
    comparison.tests.map(({ id }) => id),
    ['json_struct'],
  );
  const found = ranking(comparison, 'json_struct', 'ttftP50Ms');
  assert.deepEqual(found, { ranked: ['1 alpha', '1 beta'], notRanked: { gamma: 'the schema is not enforced' } });
});

test('a profiled run is not ranked', () => {
  const profile = { plan: { profile: true } as Partial<Plan> };
  const runs = [exampleRunInput('alpha', low(140)), exampleRunInput('beta', low(140))];
  runs.push(exampleRunInput('gamma', low(140), profile));
  const { notRanked } = ranking(compare(runs, exampleHead()), 'low_latency', 'ttftP50Ms');
  assert.deepEqual(notRanked, { gamma: 'profiled: its speed is not that of the engine alone' });
});
