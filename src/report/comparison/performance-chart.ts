import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import { type Figure, noFigure } from '../../domain/figure.ts';
import { titleInLoop } from '../../domain/latency-title.ts';
import { chartConfig, colorScale, plotWidth } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { count } from '../format.ts';
import { testTitles } from '../view/summary.ts';
import { drawnRange } from './drawn-range.ts';
import { runsText, spreadText, valueText } from './figure-text.ts';
import { headlines, headlineTests } from './headline.ts';
import { figuresOf, measuredEngines } from './measured-cells.ts';

type Metric = Comparison['metrics'][number];
type Bar = { engine: string; value: number; low: number; high: number; end: number; text: string; pale: boolean };

/** Room for the text behind the longest bar, as a share of the axis. */
const roomForText = 1.25;

function bar(test: ComparedTest, { name, unit, better }: Metric, engine: string, figure: Figure): Bar[] {
  if (figure.value === null) return [];
  const { value } = figure;
  const scale = unit === 'share' ? 100 : 1;
  const ranked = test.rankings.some(
    (one) => one.metric === name && one.ranked.some((place) => place.engine === engine),
  );
  const tested = test.engines.find((one) => one.engine === engine);
  const verdict = tested?.verdict === 'VALID' ? '' : (tested?.verdict ?? '');
  const founded = `n ${count(tested?.requests.used ?? 0)} in ${runsText(figure)}`;
  const said = [founded, verdict, ranked || better === null ? '' : 'not ranked'];
  const text = `${valueText(value, unit)} · ${said.filter((part) => part !== '').join(' · ')}`;
  const range = drawnRange(figure);
  const [from, to] = [range.low * scale, Math.min(range.high, unit === 'share' ? 1 : range.high) * scale];
  return [
    {
      engine,
      value: value * scale,
      low: from,
      high: to,
      end: Math.max(to, value * scale),
      text,
      pale: !ranked && better !== null,
    },
  ];
}

function axisTitle(metric: Metric, test: ComparedTest): string {
  const { unit } = metric;
  const title = titleInLoop(metric, test.concurrency === null);
  if (unit === 'share') return `${title}, %`;
  return title.includes(unit) ? title : `${title}, ${unit}`;
}

/** Bars from 0 of one figure of a test, an engine below the other; none where nobody has it. */
export function figurePanel(test: ComparedTest, metric: Metric, engines: string[]) {
  const values = test.engines.flatMap(({ engine, figures }) =>
    bar(test, metric, engine, figures[metric.name] ?? noFigure),
  );
  if (values.length === 0) return [];
  const title = `${testTitles[test.test]}, ${test.level}: ${metric.better ?? 'lower'} is better`;
  const most = Math.max(...values.map(({ end }) => end)) * roomForText;
  const y = { field: 'engine', type: 'nominal' as const, sort: engines, scale: { domain: engines }, title: null };
  const axis = metric.unit === 'share' ? { values: [0, 20, 40, 60, 80, 100] } : {};
  const scale = { domain: [0, most], nice: false };
  const x = { type: 'quantitative' as const, title: axisTitle(metric, test), scale, axis };
  const opacity = { condition: { test: 'datum.pale', value: 0.4 }, value: 1 };
  return [
    {
      title: { text: title, fontSize: 13, fontWeight: 'normal' as const, offset: 6 },
      width: plotWidth,
      height: { step: 26 },
      data: { values },
      encoding: { y },
      layer: [
        {
          mark: { type: 'bar' as const, height: { band: 0.62 } },
          encoding: {
            x: { ...x, field: 'value' },
            color: { field: 'engine', type: 'nominal' as const, scale: colorScale(engines), legend: null },
            opacity,
          },
        },
        {
          transform: [{ filter: 'datum.high > datum.low' }],
          mark: { type: 'rule' as const, strokeWidth: 2, color: chartConfig.text?.color as string },
          encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'text' as const, align: 'left' as const, dx: 6 },
          encoding: { x: { ...x, field: 'end' }, text: { field: 'text' } },
        },
      ],
    },
  ];
}

/** What the bars and lines of such panels are, for a caption. */
export function barWords(tests: ComparedTest[], metrics: string[]): string {
  const line = spreadText(figuresOf(tests, metrics));
  return `mean over runs, n ok requests in all${line === '' ? '' : `; the line: ${line}`}`;
}

/** The headline metrics of a test. */
function headlineMetrics({ test }: ComparedTest): string[] {
  const { main, beside } = headlines[test];
  return [main, ...beside.slice(0, 1)];
}

/** The headline figures of each test, engines as bars below each other, a panel a figure. */
export function performanceChart(comparison: Comparison): Chart | null {
  const engines = measuredEngines(comparison);
  const tests = headlineTests(comparison);
  const panels = tests.flatMap((test) => {
    const metrics = headlineMetrics(test).map((name) => comparison.metrics.find((one) => one.name === name));
    return metrics.flatMap((metric) => (metric === undefined ? [] : figurePanel(test, metric, engines)));
  });
  if (panels.length === 0) return null;
  return {
    name: 'performance_comparison',
    title: 'Engines side by side',
    caption: `${barWords(tests, tests.flatMap(headlineMetrics))}; pale: not ranked`,
    spec: { config: chartConfig, vconcat: panels, spacing: 22 },
  };
}
