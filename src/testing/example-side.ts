import type { Side, SideMetric, SideTest } from '../domain/difference.ts';

/** A figure with these values: runs of one start, or one of each round of a sequence. */
export function sideMetric(name: string, values: number[], asRounds = false): SideMetric {
  const title = name.replace(/^ttft/, 'TTFT ').replace(/Ms$/, '').toLowerCase().replace('ttft', 'TTFT');
  return {
    name,
    title,
    unit: name.endsWith('Ms') ? 'ms' : 'tokens/s',
    better: name.endsWith('Ms') ? 'lower' : 'higher',
    over: null,
    values: values.map((value, index) => ({ start: asRounds ? index + 1 : 1, round: asRounds ? index + 1 : 1, value })),
    within: null,
  };
}

/** A test at a load level. */
export function sideTest(concurrency: number, metrics: SideMetric[], change: Partial<SideTest> = {}): SideTest {
  return {
    id: `throughput/c${concurrency}`,
    test: 'throughput',
    level: `${concurrency} in flight`,
    concurrency,
    verdict: 'VALID',
    broken: [],
    unusable: null,
    facts: { requests: '700' },
    metrics,
    ...change,
  };
}

/** A side that did some work on some machine. */
export function exampleSide(change: Partial<Side> = {}): Side {
  const name = change.name ?? 'alpha';
  return {
    name,
    engine: name,
    title: `Engine ${name}`,
    simulated: false,
    profiled: false,
    folders: [`/results/${name}`],
    runs: [`run-of-${name}`],
    sequence: null,
    work: { model: 'small' },
    machine: { GPU: 'one' },
    environment: { Dyno: '0.2.0' },
    missing: [],
    fairness: {
      version: 1,
      engine: name,
      title: `Engine ${name}`,
      simulated: false,
      engineVersion: null,
      image: null,
      settings: [],
      facts: [],
      pinned: [],
    },
    tests: [],
    ...change,
  };
}
