import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComparedTest, Comparison, TestedEngine } from '../../domain/comparison.ts';
import { type Figure, noFigure } from '../../domain/figure.ts';
import type { Recommendation, UseCase } from '../../domain/recommendation.ts';
import { exampleComparison } from '../../testing/example-comparison.ts';
import { toldMetrics } from '../comparison/metrics.ts';
import { ranking } from '../comparison/rankings.ts';
import type { TestedPair } from '../comparison/tested-pairs.ts';
import type { Asked } from './draft.ts';
import { recommend } from './recommend.ts';

type Values = Record<string, number | Figure | null>;

function figure(value: number | Figure | null): Figure {
  if (typeof value === 'object' && value !== null) return value;
  if (value === null) return noFigure;
  return { value, low: value * 0.99, high: value * 1.01, runs: 3, starts: 3, spread: 'mean-interval' };
}

const once = (value: number): Figure => ({ value, low: null, high: null, runs: 1, starts: 1, spread: 'none' });

function tested(engine: string, values: Values): TestedEngine {
  const figures = toldMetrics('steady').map(({ name }) => [name, figure(values[name] ?? null)]);
  return {
    engine,
    cells: [],
    requests: { sent: 100, ok: 100, used: 100 },
    verdict: 'VALID',
    broken: [],
    leftOut: 0,
    figures: Object.fromEntries(figures),
    enforcement: null,
  };
}

type Change = Partial<ComparedTest> & {
  broken?: Record<string, string[]>;
  reasons?: Record<string, string>;
  pairs?: TestedPair[];
};

/** One test with the figures of each engine, ranked as a comparison ranks them. */
function compared(
  name: ComparedTest['test'],
  concurrency: number,
  values: Record<string, Values>,
  { broken = {}, reasons = {}, pairs = [], ...change }: Change = {},
): ComparedTest {
  const engines = Object.entries(values).map(([engine, figures]) => {
    const rules = broken[engine] ?? [];
    return {
      ...tested(engine, figures),
      broken: rules,
      verdict: rules.length > 0 ? ('WARN' as const) : ('VALID' as const),
    };
  });
  const why = { reasons: new Map(Object.entries(reasons)), absent: [] };
  const rankings = toldMetrics('steady').map((metric) => ranking(metric, engines, why, pairs));
  return {
    id: `${name}/c${concurrency}`,
    test: name,
    constraint: name === 'json_struct' ? 'schema' : 'none',
    level: `${concurrency} in flight`,
    concurrency,
    rateOver: 'steady',
    engines,
    rankings: rankings.filter((one) => one !== null),
    ...change,
  };
}

const onGpu: Asked = {
  engine: 'alpha',
  suite: { name: 'example', slo: { ttftMs: 200, tpotMs: 20, e2eMs: null }, gpuUsdPerHour: 3 },
  hardware: 'H100',
  hasGpu: true,
};

function found(
  useCase: UseCase,
  tests: ComparedTest[],
  change: Partial<Comparison> = {},
  asked = onGpu,
): Recommendation {
  const { recommendations: _, ...base } = exampleComparison();
  const all = recommend({ ...base, simulated: 'none', tests, ...change }, [asked]);
  return all.find((one) => one.useCase === useCase) as Recommendation;
}

const work = (perS: number, share = 1): Values => ({
  goodputPerS: perS,
  goodputShare: share,
  outputTokensPerS: perS * 100,
});

test('throughput is goodput, each engine at its own best level, and its lead has a margin with a range', () => {
  const one = found('throughput', [
    compared('throughput', 8, { alpha: work(10), beta: work(9) }),
    compared('throughput', 32, { alpha: work(5, 0.4), beta: work(12) }),
  ]);
  assert.deepEqual([one.answer, one.engines, one.recommends], ['leads', ['beta'], true]);
  const [main, ...beside] = one.findings;
  assert.deepEqual(
    main?.places.map(({ engine, level }) => `${engine} at ${level}`),
    ['beta at 32 in flight', 'alpha at 8 in flight'],
  );
  assert.equal(main?.ahead?.relative.toFixed(3), '0.200');
  assert.equal(main?.ahead?.low?.toFixed(3), (11.88 / 10.1 - 1).toFixed(3));
  assert.deepEqual(
    beside.map(({ metric, decides }) => `${metric} ${decides}`),
    ['outputTokensPerS false', 'outputTokensPerS false'],
  );
  assert.ok(
    one.conditions.some((line) => line.endsWith('within the limits: alpha up to 8, beta up to 32.')),
    one.conditions.join('\n'),
  );
  assert.ok(one.against.some((line) => line.startsWith('beta: the best level is the highest that counts')));
});

test('where no request was within the limits nothing is said of goodput, not a tie at zero', () => {
  const one = found('throughput', [compared('throughput', 8, { alpha: work(0, 0), beta: work(0, 0) })]);
  assert.deepEqual([one.answer, one.engines], ['cannot say', []]);
  assert.match(one.why, /^no request of any engine was within the limits \(TTFT 200 ms/);
});

test('overlapping intervals are a tie, and more rounds are the way to know more', () => {
  const one = found('throughput', [compared('throughput', 8, { alpha: work(10), beta: work(10.1), gamma: work(5) })]);
  assert.deepEqual([one.answer, one.engines], ['tie', ['beta', 'alpha']]);
  assert.ok(one.toFindOut.includes('More rounds show smaller differences: --rounds 5.'));
});

const latency = (ttft: number, tpot: number): Values => ({ ttftP50Ms: ttft, tpotP50Ms: tpot });

test('where one engine begins sooner and another one goes on faster, it depends, and no weight decides', () => {
  const one = found('interactive', [compared('low_latency', 1, { alpha: latency(20, 9), beta: latency(30, 7) })]);
  assert.deepEqual([one.answer, one.engines, one.recommends], ['depends', ['alpha', 'beta'], false]);
  const both = found('interactive', [compared('low_latency', 1, { alpha: latency(20, 7), beta: latency(30, 7) })]);
  assert.deepEqual([both.answer, both.engines], ['leads', ['alpha']]);
});

test('under load engines are compared at the highest level at which all of them keep the limits', () => {
  const under = (ttft: number, share: number): Values => ({
    ...latency(ttft, 7),
    ttftP95Ms: ttft * 2,
    goodputShare: share,
  });
  const one = found('interactive', [
    compared('throughput', 8, { alpha: under(50, 1), beta: under(40, 1) }),
    compared('throughput', 32, { alpha: under(90, 0.96), beta: under(120, 0.97) }),
    compared('throughput', 64, { alpha: under(100, 0.99), beta: under(300, 0.1) }),
    compared('low_latency', 1, { alpha: latency(20, 7), beta: latency(30, 7) }),
  ]);
  assert.deepEqual(
    one.findings.map(({ metric, where, first }) => `${metric} ${where}: ${first}`),
    [
      'ttftP50Ms 1 in flight: alpha',
      'tpotP50Ms 1 in flight: alpha,beta',
      'ttftP95Ms 32 in flight: alpha',
      'tpotP50Ms 32 in flight: alpha,beta',
    ],
  );
  assert.deepEqual([one.answer, one.engines], ['leads', ['alpha']]);
});

test('an engine that does not enforce the schema is never named, and the only other one is no winner', () => {
  const json = (perS: number): Values => ({ jsonValidPerS: perS, jsonValidShare: 0.99 });
  const reasons = { beta: 'the schema is not enforced' };
  const three = { alpha: json(10), beta: json(50), gamma: json(5) };
  const one = found('json', [compared('json_struct', 8, three, { reasons })]);
  assert.deepEqual([one.answer, one.engines], ['leads', ['alpha']]);
  assert.ok(one.against.includes('Not ranked: beta, the schema is not enforced.'));
  const two = found('json', [compared('json_struct', 8, { alpha: json(10), beta: json(50) }, { reasons })]);
  assert.deepEqual([two.answer, two.engines], ['cannot say', []]);
  assert.match(two.why, /beta \(the schema is not enforced\)/);
});

test('an INVALID engine is never named, and what to do is said', () => {
  const reasons = { beta: 'INVALID: ERROR_SHARE' };
  const values = { alpha: work(5), beta: work(50), gamma: work(4) };
  const one = found('throughput', [compared('throughput', 8, values, { reasons })]);
  assert.deepEqual(one.engines, ['alpha']);
  assert.ok(one.toFindOut.some((line) => line.startsWith('See in the report of an INVALID engine')));
});

test('the cheapest engine is sought where it keeps the limits; without a price nothing is said and the key is named', () => {
  const price = (usd: number, share: number): Values => ({ ...work(5, share), usdPerMillionTokens: usd });
  const tests = [
    compared('throughput', 8, { alpha: price(0.4, 1), beta: price(0.5, 1) }),
    compared('throughput', 64, { alpha: price(0.3, 0.5), beta: price(0.2, 0.5) }),
  ];
  const one = found('cost', tests);
  assert.deepEqual([one.answer, one.engines], ['leads', ['alpha']]);
  assert.equal(one.findings[0]?.ahead?.relative.toFixed(2), '0.20');
  assert.deepEqual(one.findings[1]?.first, ['beta'], 'whatever the latency');
  assert.ok(one.against.some((line) => line.startsWith('beta is ahead in cost per million output tokens, whatever')));
  const unpriced = { ...onGpu, suite: { ...onGpu.suite, gpuUsdPerHour: null } };
  const none = found('cost', [compared('throughput', 8, { alpha: work(5), beta: work(4) })], {}, unpriced);
  assert.deepEqual([none.answer, none.why], ['cannot say', 'no price of a GPU hour is set']);
  assert.ok(none.toFindOut.some((line) => line.includes('gpuUsdPerHour')));
});

test('energy is told only where it was measured', () => {
  const power = (joule: number): Values => ({ ...work(5), energyPerTokenJ: joule });
  assert.deepEqual(found('energy', [compared('throughput', 8, { alpha: power(2), beta: power(1) })]).engines, ['beta']);
  const one = found(
    'energy',
    [compared('throughput', 8, { alpha: work(5), beta: work(4) })],
    {},
    { ...onGpu, hasGpu: false },
  );
  assert.deepEqual([one.answer, one.why], ['cannot say', 'no GPU was there whose power could be read']);
});

test('single runs are no recommendation, and simulated engines never are', () => {
  const single = (perS: number): Values => ({ ...work(perS), goodputPerS: once(perS) });
  const one = found('throughput', [compared('throughput', 8, { alpha: single(10), beta: single(5) })]);
  assert.deepEqual([one.answer, one.singleRuns, one.recommends], ['leads', true, false]);
  assert.equal(one.findings[0]?.ahead?.low, null);
  assert.ok(one.toFindOut.includes('Start and measure every engine several times: --rounds 3.'));
  const played = found('throughput', [compared('throughput', 8, { alpha: work(10), beta: work(5) })], {
    simulated: 'all',
  });
  assert.deepEqual([played.answer, played.simulated, played.recommends], ['leads', true, false]);
});

test('what several runs show decides before intervals do, and the margin has the interval of that test', () => {
  const names = { a: 'alpha', b: 'beta', seems: 'beta' };
  const pair: TestedPair = { ...names, p: 0.001, relative: -0.2, low: -0.25, high: -0.1, method: 'welch' };
  const values = { alpha: latency(20, 7), beta: latency(19.9, 7) };
  const one = found('interactive', [compared('low_latency', 1, values, { pairs: [pair] })]);
  assert.deepEqual([one.answer, one.engines], ['leads', ['beta']]);
  const { ahead } = one.findings[0] ?? {};
  assert.deepEqual([ahead?.of, ahead?.by], ['alpha', 'test']);
  assert.deepEqual(
    [ahead?.low, ahead?.relative, ahead?.high].map((value) => value?.toFixed(2)),
    ['0.10', '0.20', '0.25'],
  );
  const turned = { ...pair, seems: 'alpha', relative: 0.25, low: 0.1, high: 0.6 };
  const other = found('interactive', [
    compared('low_latency', 1, { alpha: latency(16, 7), beta: latency(20, 7) }, { pairs: [turned] }),
  ]);
  assert.equal(other.findings[0]?.ahead?.relative.toFixed(2), '0.20');
  const tie = found('interactive', [
    compared(
      'low_latency',
      1,
      { alpha: latency(16, 7), beta: latency(20, 7) },
      { pairs: [{ ...pair, seems: 'alpha', p: 0.06 }] },
    ),
  ]);
  assert.deepEqual([tie.answer, tie.engines], ['tie', ['alpha', 'beta']]);
});

test('a rule that warns of the leader speaks against it', () => {
  const broken = { alpha: ['STEADY_TOO_SHORT'] };
  const one = found('throughput', [compared('throughput', 8, { alpha: work(10), beta: work(5) }, { broken })]);
  assert.ok(
    one.against.includes('Rule STEADY_TOO_SHORT warns of alpha (throughput at 8 in flight).'),
    one.against.join('\n'),
  );
});

test('a comparison of nothing has an answer for every use case: cannot say, and why', () => {
  const { recommendations: _, ...base } = exampleComparison();
  for (const one of recommend({ ...base, engines: [], tests: [] }, [])) {
    assert.deepEqual([one.answer, one.engines, one.recommends], ['cannot say', [], false], one.useCase);
    assert.notEqual(one.why, '');
  }
});
