import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { chartConfig, colorScale, plotWidth } from '../chart-style.ts';
import type { Chart } from '../charts/chart.ts';
import { count } from '../format.ts';
import { testTitles } from '../view/summary.ts';
import { runsText, valueText } from './figure-text.ts';
import { headlines, headlineTests } from './headline.ts';
import { measuredEngines } from './measured-cells.ts';

type Metric = Comparison['metrics'][number];
type Bar = { engine: string; value: number; low: number; high: number; end: number; text: string; pale: boolean };

const nothing: Figure = { value: null, low: null, high: null, runs: 0, spread: 'none' };

/** Room for the text behind the longest bar, as a share of the axis. */
const roomForText = 1.25;

function bar(test: ComparedTest, { name, unit, better }: Metric, engine: string, figure: Figure): Bar[] {
  if (figure.value === null) return [];
  const { value, low, high } = figure;
  const scale = unit === 'share' ? 100 : 1;
  const ranked = test.rankings.some(
    (one) => one.metric === name && one.ranked.some((place) => place.engine === engine),
  );
  const tested = test.engines.find((one) => one.engine === engine);
  const verdict = tested?.verdict === 'VALID' ? '' : (tested?.verdict ?? '');
  const founded = `n ${count(tested?.requests.ok ?? 0)} in ${runsText(figure.runs)}`;
  const said = [founded, verdict, ranked || better === null ? '' : 'not ranked'];
  const text = `${valueText(value, unit)} · ${said.filter((part) => part !== '').join(' · ')}`;
  const [from, to] = [(low ?? value) * scale, (high ?? value) * scale];
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

function axisTitle({ title, unit }: Metric): string {
  if (unit === 'share') return `${title}, %`;
  return title.includes(unit) ? title : `${title}, ${unit}`;
}

/** Bars from 0 of one figure of a test, an engine below the other; none where nobody has it. */
export function figurePanel(test: ComparedTest, metric: Metric, engines: string[]) {
  const values = test.engines.flatMap(({ engine, figures }) =>
    bar(test, metric, engine, figures[metric.name] ?? nothing),
  );
  if (values.length === 0) return [];
  const title = `${testTitles[test.test]}, ${test.level}: ${metric.better ?? 'lower'} is better`;
  const most = Math.max(...values.map(({ end }) => end)) * roomForText;
  const y = { field: 'engine', type: 'nominal' as const, sort: engines, scale: { domain: engines }, title: null };
  const axis = metric.unit === 'share' ? { values: [0, 20, 40, 60, 80, 100] } : {};
  const scale = { domain: [0, most], nice: false };
  const x = { type: 'quantitative' as const, title: axisTitle(metric), scale, axis };
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

/** The headline figures of each test, engines as bars below each other, a panel a figure. */
export function performanceChart(comparison: Comparison): Chart | null {
  const engines = measuredEngines(comparison);
  const panels = headlineTests(comparison).flatMap((test) => {
    const { main, beside } = headlines[test.test];
    const metrics = [main, ...beside.slice(0, 1)].map((name) => comparison.metrics.find((one) => one.name === name));
    return metrics.flatMap((metric) => (metric === undefined ? [] : figurePanel(test, metric, engines)));
  });
  if (panels.length === 0) return null;
  return {
    name: 'performance_comparison',
    title: 'Engines side by side',
    caption:
      'median over runs, each repeat of each round is one, n ok requests in all; the line shows the range over runs (of ' +
      'one run: the 95 % interval of its percentile); pale: not ranked',
    spec: { config: chartConfig, vconcat: panels, spacing: 22 },
  };
}
