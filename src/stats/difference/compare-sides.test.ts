import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Side } from '../../domain/difference.ts';
import { exampleSide, sideMetric, sideTest } from '../../testing/example-side.ts';
import { type CompareOptions, compareSides } from './compare-sides.ts';

const options: CompareOptions = { minEffect: 0.01, metrics: [], anyway: false };
const none = () => null;
const values = (around: number) => [around * 1.001, around * 0.999, around];

function side(name: string, tests: Side['tests'], change: Partial<Side> = {}): Side {
  return exampleSide({ name, tests, ...change });
}

function levels(ttftMs: Record<number, number>) {
  return Object.entries(ttftMs).map(([level, ms]) => sideTest(Number(level), [sideMetric('ttftP50Ms', values(ms))]));
}

test('sides that did other work, or ran on another machine, are not compared, and what differed comes first', () => {
  const a = side('alpha', levels({ 8: 100 }));
  const b = side('beta', levels({ 8: 200 }), { work: { model: 'large' }, environment: { Dyno: '0.3.0' } });
  const pair = compareSides(a, b, none, options);
  assert.deepEqual([pair.sameWork, pair.differences], [false, []]);
  assert.deepEqual(
    pair.differing.map(({ kind, what, a: one, b: other }) => [kind, what, one, other]),
    [
      ['work', 'model', 'small', 'large'],
      ['environment', 'Dyno', '0.2.0', '0.3.0'],
    ],
  );
  const machine = compareSides(a, side('beta', a.tests, { machine: { GPU: 'two' } }), none, options);
  assert.equal(machine.sameWork, false);
  const anyway = compareSides(a, b, none, { ...options, anyway: true });
  assert.equal(anyway.differences[0]?.answer, 'slower');
  assert.match(anyway.notes.join(), /no comparison of engines/);
});

test('a simulated engine is never compared with a real one', () => {
  const pair = compareSides(
    side('a', levels({ 1: 9 })),
    side('b', levels({ 1: 9 }), { simulated: true }),
    none,
    options,
  );
  assert.deepEqual([pair.sameWork, pair.differences.length], [false, 0]);
});

test('a test that is INVALID, missing, or asked otherwise is left out with the reason', () => {
  const [one, two, three, four] = levels({ 1: 10, 2: 10, 3: 10, 4: 10 }) as [Side['tests'][0], ...Side['tests']];
  const a = side('alpha', [one, two as typeof one, three as typeof one]);
  const b = side('beta', [
    { ...one, verdict: 'INVALID', unusable: 'INVALID: ERROR_SHARE' },
    { ...(two as typeof one), facts: { requests: '10' } },
    four as typeof one,
  ]);
  const { leftOut, differences } = compareSides(a, b, none, options);
  assert.deepEqual(differences, []);
  assert.deepEqual(
    leftOut.map(({ level, why }) => [level, why]),
    [
      ['1 in flight', 'beta: INVALID: ERROR_SHARE'],
      ['2 in flight', 'other work: requests 700 against 10'],
      ['3 in flight', 'beta has no such test'],
      ['4 in flight', 'alpha has no such test'],
    ],
  );
});

test('cells that are missing are told with the reason, whether their test is compared without them or not at all', () => {
  const lost = (concurrency: number, cell: string, start: number, why: string) => ({
    ...{ id: `throughput/c${concurrency}`, level: `${concurrency} in flight` },
    ...{ cell, start, why },
  });
  const [one, two] = levels({ 1: 10, 2: 10 }) as [Side['tests'][0], Side['tests'][0]];
  const proof = {
    id: 'json_struct/enforcement',
    level: '4 in flight',
    cell: 'json_struct/enforcement/run-1',
    start: 1,
  };
  const a = side('alpha', [one, two], {
    folders: ['/a', '/b'],
    missing: [lost(1, 'throughput/c1/run-2', 2, 'client.json is missing')],
  });
  const b = side('beta', [one], {
    missing: [lost(2, 'throughput/c2/run-1', 1, 'workload.jsonl is missing'), { ...proof, why: 'it is cut' }],
  });
  for (const [first, second] of [
    [a, b],
    [b, a],
  ] as const) {
    const { leftOut, notes } = compareSides(first, second, none, options);
    assert.deepEqual(leftOut, [
      {
        ...{ id: 'throughput/c2', level: '2 in flight' },
        why: 'beta has no figures of it: throughput/c2/run-1: workload.jsonl is missing',
      },
    ]);
    assert.deepEqual(notes.filter((note) => note.startsWith('PARTIAL')).sort(), [
      'PARTIAL: alpha is compared without throughput/c1/run-2 of run 2 (client.json is missing).',
      'PARTIAL: beta is compared without json_struct/enforcement/run-1 (it is cut).',
    ]);
  }
});

test('tokens/s are over steady windows only where every run of both sides has one', () => {
  const rate = (over: 'steady' | 'whole', all: number[]) => ({ ...sideMetric('outputTokensPerS', all), over });
  const both = sideTest(8, [rate('whole', [50, 51, 52]), rate('steady', [60, 61, 62])]);
  const partly = sideTest(8, [rate('whole', [50, 51, 52]), rate('steady', [60, 61])]);
  const figure = (a: Side['tests'][0], b: Side['tests'][0]) =>
    Math.round(compareSides(side('a', [a]), side('b', [b]), none, options).differences[0]?.a ?? 0);
  assert.equal(figure(both, both), 61);
  assert.equal(figure(both, partly), 51);
  assert.equal(figure(partly, both), 51);
});

test('curves that cross do so where a straight line over the logarithm of the load says, with its bounds', () => {
  const a = side('alpha', levels({ 1: 100, 4: 100, 16: 100 }));
  const b = side('beta', levels({ 1: 80, 4: 80, 16: 125 }));
  const { crossovers } = compareSides(a, b, none, options);
  assert.equal(crossovers.length, 1);
  const [found] = crossovers;
  // ln(0.8) = -ln(1.25): half of the way from 4 to 16 by logarithms is 8.
  assert.ok(Math.abs((found?.at ?? 0) - 8) < 0.05, String(found?.at));
  assert.ok((found?.low ?? 9) < 8 && (found?.high ?? 0) > 8);
  assert.deepEqual(
    [found?.between, found?.betterBelow, found?.betterAbove, found?.shown],
    [[4, 16], 'beta', 'alpha', true],
  );
});

test('curves that do not cross have no crossover, and one that chance may have made says so', () => {
  const a = side('alpha', levels({ 1: 100, 4: 100 }));
  assert.deepEqual(compareSides(a, side('b', levels({ 1: 80, 4: 99 })), none, options).crossovers, []);
  const close = compareSides(a, side('b', levels({ 1: 99.95, 4: 100.05 })), none, options).crossovers;
  assert.deepEqual(
    close.map(({ shown }) => shown),
    [false],
  );
});

test('a crossing next to a level where nothing is shown is shown by the levels around it', () => {
  const a = side('alpha', levels({ 1: 100, 4: 100, 16: 100 }));
  const near = side('beta', levels({ 1: 80, 4: 100.01, 16: 125 }));
  const [found, ...more] = compareSides(a, near, none, options).crossovers;
  assert.deepEqual([more.length, found?.between, found?.shown], [0, [1, 16], true]);
  assert.ok((found?.at ?? 0) > 1 && (found?.at ?? 9) < 4, String(found?.at));
});

test('a figure that B no longer has is told and has no answer', () => {
  const both = [sideMetric('ttftP50Ms', values(10)), sideMetric('ttftP99Ms', values(20))];
  const { differences, notes, comparisons } = compareSides(
    side('alpha', [sideTest(8, both)]),
    side('beta', [sideTest(8, both.slice(0, 1))]),
    none,
    options,
  );
  assert.deepEqual(
    differences.map(({ metric, a, b, answer }) => [metric, Math.round(a ?? 0), b === null, answer]),
    [
      ['ttftP50Ms', 10, false, 'no difference shown'],
      ['ttftP99Ms', 20, true, 'not comparable'],
    ],
  );
  assert.match(differences[1]?.why ?? '', /^beta does not have the figure/);
  assert.equal(comparisons, 1);
  assert.match(notes.join('\n'), /^Figures of A that B does not have: 1\./m);
});

test('a side that a rule warns of is named, with its rule, and compared all the same', () => {
  const test = sideTest(8, [sideMetric('ttftP50Ms', values(10))]);
  const warned = { ...test, verdict: 'WARN' as const, broken: ['CLIENT_SATURATED'] };
  const partly = { ...test, verdict: 'INVALID' as const, broken: ['ERROR_SHARE'] };
  const { doubtful, differences } = compareSides(side('alpha', [warned]), side('beta', [partly]), none, options);
  assert.equal(differences.length, 1);
  assert.deepEqual(doubtful, [
    {
      id: 'throughput/c8',
      level: '8 in flight',
      why: 'alpha is WARN (CLIENT_SATURATED); beta is INVALID in some of its runs, which are left out (ERROR_SHARE)',
    },
  ]);
  assert.deepEqual(compareSides(side('alpha', [test]), side('beta', [test]), none, options).doubtful, []);
});

test('what no interval can hold is said: each side started once, one run against several', () => {
  const single = { ...sideMetric('ttftP50Ms', [10]) };
  const test = sideTest(8, [sideMetric('ttftP50Ms', values(10))]);
  const notes = (a: Side, b: Side) => compareSides(a, b, none, options).notes.join('\n');
  assert.match(notes(side('alpha', [test]), side('beta', [test])), /Each side was started once/);
  const starts = side('beta', [test], { folders: ['/r/1', '/r/2', '/r/3'] });
  const found = notes(side('alpha', [sideTest(8, [single])]), starts);
  assert.doesNotMatch(found, /Each side was started once/);
  assert.match(found, /One run or start against several/);
});

test('with --metric only these are compared, so that fewer comparisons are paid for', () => {
  const test = sideTest(8, [sideMetric('ttftP50Ms', values(10)), sideMetric('tpotP50Ms', values(5))]);
  const pair = compareSides(side('a', [test]), side('b', [test]), none, { ...options, metrics: ['tpotP50Ms'] });
  assert.deepEqual([pair.comparisons, pair.differences.map(({ metric }) => metric)], [1, ['tpotP50Ms']]);
});

test('figures that look much worse and are not shown are counted where nobody overlooks them', () => {
  const few = (around: number) => [sideTest(8, [sideMetric('ttftP50Ms', [around * 0.97, around * 1.03])])];
  const { differences, notes } = compareSides(side('a', few(100)), side('b', few(112)), none, options);
  assert.equal(differences[0]?.answer, 'no difference shown');
  assert.match(notes.join('\n'), /^1 figures look worse by 5 % or more/m);
});

test('fewer runs on one side than on the other are told, because chance can look like a difference; as many, or five, are not', () => {
  const notes = (n: number, m: number) => {
    const runs = (count: number) => Array.from({ length: count }, (_, index) => 100 + (index % 3));
    const of = (name: string, count: number) => side(name, [sideTest(8, [sideMetric('ttftP50Ms', runs(count), true)])]);
    return compareSides(of('alpha', n), of('beta', m), none, options).notes.join('\n');
  };
  for (const [n, m] of [
    [2, 5],
    [4, 3],
  ] as const)
    assert.match(notes(n, m), /^More runs on one side than on the other .* chance can look like a difference/m);
  assert.doesNotMatch(notes(2, 5), /only large differences can be shown/);
  for (const [n, m] of [
    [3, 3],
    [5, 10],
    [1, 4],
  ] as const)
    assert.doesNotMatch(notes(n, m), /More runs on one side/);
});
