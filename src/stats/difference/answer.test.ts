import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from '../../domain/difference.ts';
import { seededRandom } from '../../domain/random.ts';
import { exampleSide, sideMetric } from '../../testing/example-side.ts';
import { answers } from './answer.ts';
import { estimated } from './estimate.ts';

const head = { test: 'throughput', id: 'throughput', level: '8 in flight' } as const;

type Change = { better?: 'higher' | 'lower'; unit?: string };

function asked(a: number[], b: number[], { better = 'lower', unit = 'ms' }: Change = {}, oneSequence = false) {
  const sequence = oneSequence ? '/results/comparison' : null;
  const [one, other] = [a, b].map((values) => ({
    side: exampleSide({ sequence }),
    metric: { ...sideMetric('ttftP50Ms', values, oneSequence), unit, better },
  })) as [Parameters<typeof estimated>[0], Parameters<typeof estimated>[1]];
  const { name: metric, title } = one.metric;
  return { ...head, metric, title, unit, better, known: estimated(one, other, null) };
}

function answered(a: number[], b: number[], change: Change = {}, oneSequence = false): Difference {
  return answers([asked(a, b, change, oneSequence)], 0.01)[0] as Difference;
}

/** Values around a mean, standard deviation `sd` of it. */
function drawn(random: () => number, mean: number, sd: number, n: number): number[] {
  return Array.from({ length: n }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return mean * Math.exp(sd * normal);
  });
}

const a = [100.2, 99.7, 100.4];

test('five percent more of a latency is slower, of tokens/s faster, and less of them slower', () => {
  const more = a.map((value) => value * 1.05);
  assert.equal(answered(a, more).answer, 'slower');
  assert.equal(answered(more, a).answer, 'faster');
  assert.equal(answered(a, more, { better: 'higher' }).answer, 'faster');
  assert.equal(answered(more, a, { better: 'higher' }).answer, 'slower');
});

test('the figures of a difference belong together: relative is B / A - 1, within its interval', () => {
  const { a: one, b: two, relative, low, high, method, runs } = answered(a, [105, 104, 106]);
  assert.ok(Math.abs((relative as number) - ((two as number) / (one as number) - 1)) < 1e-12);
  assert.ok((low as number) < (relative as number) && (relative as number) < (high as number));
  assert.deepEqual([method, runs], ['welch', { a: 3, b: 3 }]);
});

test('in the other order the ratio and its interval are one over what they were, and the answer is the opposite', () => {
  const [there, back] = [answered(a, [105, 104, 106]), answered([105, 104, 106], a)];
  const inverse = (value: number | null) => 1 / (1 + (value as number)) - 1;
  for (const [found, wanted] of [
    [back.relative, there.relative],
    [back.low, there.high],
    [back.high, there.low],
  ] as const)
    assert.ok(Math.abs((found as number) - inverse(wanted)) < 1e-12);
  assert.equal(back.p, there.p);
  assert.deepEqual([there.answer, back.answer], ['slower', 'faster']);
});

test('seconds in place of milliseconds change nothing but the figures', () => {
  const b = [105, 104, 106];
  const [ms, s] = [
    answered(a, b),
    answered(
      a.map((x) => x / 1e3),
      b.map((x) => x / 1e3),
    ),
  ];
  assert.ok(Math.abs((ms.relative as number) - (s.relative as number)) < 1e-12);
  assert.ok(Math.abs((ms.p as number) - (s.p as number)) < 1e-12);
});

test('a difference below the minimum effect is not shown, however certain it is', () => {
  const { answer, why } = answered(a, a.map((value) => value * 1.005).concat(100.6));
  assert.equal(answer, 'no difference shown');
  const close = answered([100, 100.01, 99.99], [100.5, 100.51, 100.49]);
  assert.deepEqual([close.answer, close.p], ['no difference shown', 1]);
  assert.match(close.why, /whole interval lies within 1\.0 %/);
  assert.doesNotMatch(why, /whole interval/);
});

test('what would be shown alone is not shown among many, and the reason says so', () => {
  const one = asked(a, [103.6, 102.9, 104.2]);
  const many = Array.from({ length: 39 }, () => asked(a, a));
  assert.equal(answers([one], 0.01)[0]?.answer, 'slower');
  const among = answers([one, ...many], 0.01)[0];
  assert.equal(among?.answer, 'no difference shown');
  assert.match(among?.why ?? '', /alone it would be shown/);
});

test('from one distribution a difference is shown in fewer than one report of twenty, of 600 with 12 metrics each', () => {
  const random = seededRandom(7);
  let wrong = 0;
  for (let report = 0; report < 600; report += 1) {
    const metrics = Array.from({ length: 12 }, () => asked(drawn(random, 100, 0.03, 4), drawn(random, 100, 0.03, 4)));
    if (answers(metrics, 0.01).some(({ answer }) => answer !== 'no difference shown')) wrong += 1;
  }
  assert.ok(wrong < 30, `${wrong} of 600`);
});

test('a planted slowdown of 5 % is found in 99 of 100 with 5 runs a side that vary by 0.5 %, in some by 3 %', () => {
  const power = (sd: number) => {
    const random = seededRandom(8);
    const found = Array.from({ length: 100 }, () => answered(drawn(random, 100, sd, 5), drawn(random, 105, sd, 5)));
    assert.ok(found.every(({ answer }) => answer !== 'faster'));
    return found.filter(({ answer }) => answer === 'slower').length;
  };
  assert.ok(power(0.005) >= 99);
  assert.ok(power(0.03) < 70);
});

test('5 runs a side that vary by 1 % find a slowdown of 5 % in one of 9 figures in more than 85 of 100 reports', () => {
  const random = seededRandom(9);
  const same = () => asked(drawn(random, 100, 0.01, 5), drawn(random, 100, 0.01, 5));
  const reports = Array.from({ length: 100 }, () => {
    const slow = asked(drawn(random, 100, 0.01, 5), drawn(random, 105, 0.01, 5));
    return answers([slow, ...Array.from({ length: 8 }, same)], 0.01);
  });
  const found = reports.filter(([slow]) => slow?.answer === 'slower').length;
  assert.ok(found > 85, `${found} of 100`);
});

test('rounds of one sequence are compared pair by pair, so that what differs from round to round falls out', () => {
  const drift = [80, 100, 130, 160];
  const paired = answered(
    drift,
    drift.map((value, index) => value * (1.05 + index / 1e4)),
    {},
    true,
  );
  assert.deepEqual([paired.method, paired.answer], ['paired-rounds', 'slower']);
  assert.equal(
    answered(
      drift,
      drift.map((value) => value * 1.05),
    ).answer,
    'no difference shown',
  );
});

test('one run against several is judged by how the several vary', () => {
  const found = answered([100], [105, 105.2, 104.9, 105.1]);
  assert.deepEqual([found.method, found.answer], ['one-against-runs', 'slower']);
  assert.equal(answered([100], [95, 105, 111, 99]).answer, 'no difference shown');
});

test('of a figure that may be below 0 more is told as more: what a schema adds, where it added nothing before', () => {
  const { answer, relative, low, high } = answered([-0.1, -0.11, -0.09], [5, 5.1, 4.9]);
  assert.equal(answer, 'slower');
  assert.ok((low as number) < (relative as number) && (relative as number) < (high as number));
  assert.ok((low as number) > 10, String(low));
});

test('one run a side without anything that tells of chance is not comparable', () => {
  const { answer, why, p } = answered([100], [150]);
  assert.deepEqual([answer, p], ['not comparable', null]);
  assert.match(why, /make repeats/);
});

/** A share of `asked` answers in each run, as sides carry it. */
function askedShare(a: number[], b: number[], asked: number) {
  const [one, other] = [a, b].map((values) => {
    const share = values.reduce((sum, value) => sum + value, 0) / values.length;
    const p = (share * asked + 1) / (asked + 2);
    const within = { se: Math.sqrt((p * (1 - p)) / (asked + 2)), df: asked - 1, how: 'counts' } as const;
    const metric = { ...sideMetric('jsonValidShare', values), unit: 'share', better: 'higher' as const, within };
    return { side: exampleSide(), metric };
  }) as [Parameters<typeof estimated>[0], Parameters<typeof estimated>[1]];
  const { name: metric, title, unit, better } = one.metric;
  return { ...head, metric, title, unit, better, known: estimated(one, other, null) };
}

test('runs whose shares agree by luck are not certain: one lost answer of 50 in each of two runs shows nothing', () => {
  assert.equal(answers([askedShare([1, 1], [0.98, 0.98], 50)], 0.01)[0]?.answer, 'no difference shown');
  assert.equal(answers([askedShare([1, 1], [0.75, 0.75], 50)], 0.01)[0]?.answer, 'slower');
});

test('the same share of 50 answers on both sides gives a difference in fewer than one report of twenty, of 1,000', () => {
  const random = seededRandom(11);
  const share = () => Array.from({ length: 50 }, () => (random() < 0.99 ? 1 : 0)).filter((valid) => valid).length / 50;
  const reports = Array.from({ length: 1_000 }, () => askedShare([share(), share()], [share(), share()], 50));
  const wrong = reports.filter((one) => answers([one], 0.01)[0]?.answer !== 'no difference shown').length;
  assert.ok(wrong < 50, `${wrong} of 1,000`);
});

test('shares may be 0 and 1: equal ones show nothing, a lost quarter is worse, and nothing is relative to 0', () => {
  const share = { unit: 'share', better: 'higher' } as const;
  assert.equal(answered([1, 1, 1], [1, 1, 1], share).answer, 'no difference shown');
  assert.equal(answered([1, 1, 1], [0.75, 0.76, 0.74], share).answer, 'slower');
  assert.equal(answered([0, 0, 0], [0, 0, 0], share).answer, 'no difference shown');
  assert.match(answered([0, 0, 0], [0.5, 0.5, 0.5], share).why, /A is 0/);
});
