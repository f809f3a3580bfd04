import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import type { Distribution, Statistics } from '../../domain/statistics.ts';
import { chartConfig } from '../chart-style.ts';
import { type Curve, cdfPlot, marksWords } from '../charts/cdf.ts';
import type { Chart } from '../charts/chart.ts';
import { waitedTtft } from '../open-loop.ts';
import { testTitles } from '../view/summary.ts';
import type { ComparedResult } from './csv.ts';
import { headlineTests } from './headline.ts';
import { cellsOf, countsWords, measuredEngines } from './measured-cells.ts';

type Latency = { name: string; title: string; axis: string; of(statistics: Statistics): Distribution };

const latencies: Latency[] = [
  { name: 'ttft_distribution', title: 'Time to first token', axis: 'TTFT, ms', of: waitedTtft },
  { name: 'tpot_distribution', title: 'Time per output token', axis: 'TPOT, ms', of: ({ tpotMs }) => tpotMs },
];

function curvesOf(test: ComparedTest, { of }: Latency, engines: string[], results: ComparedResult[]): Curve[] {
  return engines.flatMap((engine) =>
    cellsOf(test, engine, results).flatMap(({ statistics }, index) => {
      const distribution = of(statistics);
      return distribution.count === 0 ? [] : [{ line: engine, of: `${engine} ${index + 1}`, distribution }];
    }),
  );
}

/** How many samples stand behind the curves of each engine. */
function samplesWords(curves: Curve[], engines: string[]): string {
  const samples = (engine: string) =>
    curves.filter(({ line }) => line === engine).reduce((sum, { distribution }) => sum + distribution.count, 0);
  return countsWords(engines.map((engine) => [engine, samples(engine)]));
}

/** The legend of the marks stands in each panel. */
const resolve = { scale: { shape: 'independent' as const } };

function latencyChart(latency: Latency, comparison: Comparison, results: ComparedResult[]): Chart | null {
  const engines = measuredEngines(comparison);
  const panels = headlineTests(comparison).flatMap((test) => {
    const curves = curvesOf(test, latency, engines, results);
    const drawn = cdfPlot(curves, latency.axis, 'share of requests', engines);
    if (drawn === null) return [];
    const text = [`${testTitles[test.test]}, ${test.level}`, `${samplesWords(curves, engines)}; ${drawn.words}`];
    const title = { text: text[0] ?? '', subtitle: text[1] ?? '', fontSize: 13, fontWeight: 'normal' as const };
    return [{ curves, plot: { ...drawn.plot, height: 200, title } }];
  });
  if (panels.length === 0) return null;
  const all = panels.flatMap(({ curves }) => curves);
  return {
    name: latency.name,
    title: `${latency.title}, engines side by side`,
    caption: `share of ok requests (n) that were at least as fast, a curve for each run${marksWords(all)}`,
    spec: { config: chartConfig, vconcat: panels.map(({ plot }) => plot), spacing: 24, resolve },
  };
}

/** Distributions of the latencies in the part of each test that stands for it, a colour an engine. */
export function distributionComparison(comparison: Comparison, results: ComparedResult[]): Chart[] {
  return latencies.map((one) => latencyChart(one, comparison, results)).filter((chart) => chart !== null);
}
