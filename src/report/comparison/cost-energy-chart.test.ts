import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import { compare } from '../../stats/comparison/compare.ts';
import { exampleCells, exampleHead, exampleRunInput } from '../../testing/example-comparison.ts';
import { costEnergyComparison } from './cost-energy-chart.ts';

/** The cells of a run on a GPU: what a million output tokens cost, and how many joules one took. */
function priced(usd: number | null, joule: number | null): MeasuredCell[] {
  return exampleCells(0).map((cell) => {
    const { statistics } = cell;
    const efficiency = {
      gpus: 1,
      gpuSPerThousandTokens: { steady: null, whole: null },
      usdPerMillionTokens: { steady: usd, whole: usd },
    };
    return {
      ...cell,
      statistics: { ...statistics, efficiency, gpu: { ...statistics.gpu, energyPerTokenJ: joule } },
    };
  });
}

/** Runs of two engines, a value of `usd` for each start. */
function comparison(usd: Record<string, (number | null)[]>, joule: number | null = null) {
  const runs = Object.entries(usd).flatMap(([name, values]) =>
    values.map((value, index) => {
      const sequence = { round: index + 1, rounds: values.length, position: 1, of: 2 };
      return exampleRunInput(name, priced(value, joule), { run: { sequence } });
    }),
  );
  return compare(runs, exampleHead());
}

type Bar = { engine: string; value: number; low: number; high: number; text: string };
type Panel = { title: { text: string }; data: { values: Bar[] }; layer: { encoding: { x?: { title?: string } } }[] };

function panels(...args: Parameters<typeof comparison>): Panel[] {
  const chart = costEnergyComparison(comparison(...args));
  assert.ok(chart);
  return (chart.spec as unknown as { vconcat: Panel[] }).vconcat;
}

test('money and joules of a token have a panel each in the part that stands for a test, an engine a bar', () => {
  const drawn = panels({ alpha: [0.4], beta: [0.5] }, 2);
  assert.deepEqual(
    drawn.map(({ title, layer }) => [title.text, layer[0]?.encoding.x?.title]),
    [
      ['Throughput, 8 in flight: lower is better', 'energy per output token, J'],
      ['Throughput, 8 in flight: lower is better', 'cost per million output tokens, USD'],
      ['Low latency, 1 in flight: lower is better', 'energy per output token, J'],
      ['Low latency, 1 in flight: lower is better', 'cost per million output tokens, USD'],
    ],
  );
  assert.deepEqual(
    drawn[1]?.data.values.map(({ engine, value }) => [engine, value]),
    [
      ['alpha', 0.4],
      ['beta', 0.5],
    ],
  );
  assert.ok(drawn[0]?.data.values.every(({ value }) => value === 2));
});

test('a bar is the mean over starts, its line the t-interval, and the caption says so', () => {
  const usd = { alpha: [0.4, 0.5, 0.6], beta: [1, 1.1, 1.2] };
  const [alpha] = panels(usd)[0]?.data.values ?? [];
  // mean +- t(0.975, 2) x 0.1 / sqrt(3)
  assert.deepEqual([alpha?.value.toFixed(4), alpha?.low, alpha?.high], ['0.5000', 0.25159, 0.74841]);
  assert.match(alpha?.text ?? '', /^0\.500 · n 840 in 6 runs in 3 starts/);
  const caption = costEnergyComparison(comparison(usd))?.caption;
  assert.match(caption ?? '', /^mean over runs, n ok requests in all; the line: 95 % t-interval of the mean; money at/);
});

test('two starts have both their values for a line, and no interval is claimed', () => {
  const usd = { alpha: [0.4, 0.5], beta: [1, 1.1] };
  const [alpha] = panels(usd)[0]?.data.values ?? [];
  assert.deepEqual([alpha?.low, alpha?.high], [0.4, 0.5]);
  const caption = costEnergyComparison(comparison(usd))?.caption ?? '';
  assert.match(caption, /the line: least to most of two/);
  assert.doesNotMatch(caption, /95 %/);
});

test('what is not known has no panel, an engine without it no bar, and without either there is no chart', () => {
  const drawn = panels({ alpha: [0.4], beta: [null] });
  assert.deepEqual(
    drawn.map(({ data }) => data.values.map(({ engine }) => engine)),
    [['alpha'], ['alpha']],
  );
  assert.equal(costEnergyComparison(comparison({ alpha: [null], beta: [null] })), null);
});
