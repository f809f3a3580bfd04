import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { SteadyWindow } from '../../domain/statistics.ts';
import type { TestName } from '../../domain/suite.ts';
import { chartConfig, ink, palette, plotWidth } from '../chart-style.ts';
import { count } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import type { CellSeries } from '../series.ts';
import { seriesOfCells } from '../view/levels.ts';
import { middle, testTitles } from '../view/summary.ts';
import type { Chart } from './chart.ts';
import { type Line, readingsText, togetherPanels } from './together-lines.ts';

/** What the lines of a panel look like, in their order: told apart by colour and by dashes. */
const dashes = [
  [1, 0],
  [7, 3],
  [2, 2],
];

function shade(window: SteadyWindow) {
  return {
    data: { values: [{ from: window.fromS, to: window.toS }] },
    mark: { type: 'rect' as const, color: ink, opacity: 0.08 },
    encoding: { x: { field: 'from', type: 'quantitative' as const }, x2: { field: 'to' } },
  };
}

function panel(axis: string, lines: Line[], lastS: number, window: SteadyWindow | null, isLast: boolean) {
  const names = lines.map(({ name }) => name);
  const legend = { orient: 'top' as const, symbolType: 'stroke', symbolStrokeWidth: 2.5, symbolSize: 500, columns: 3 };
  const line = { field: 'line', type: 'nominal' as const, title: null, legend };
  const x = {
    field: 't',
    type: 'quantitative' as const,
    title: isLast ? 'seconds since the load began' : null,
    scale: { domain: [0, lastS], nice: false },
    axis: { tickMinStep: 1, labels: isLast },
  };
  return {
    width: plotWidth,
    height: 110,
    layer: [
      ...(window === null ? [] : [shade(window)]),
      ...lines.map((one) => ({
        data: { values: one.points.map(([t, value]) => ({ t, value, line: one.name })) },
        mark: { type: 'line' as const, interpolate: one.steps ? ('step-after' as const) : ('linear' as const) },
        encoding: {
          x,
          y: {
            field: 'value',
            type: 'quantitative' as const,
            title: axis,
            scale: { zero: true },
            axis: { tickCount: 4 },
          },
          color: { ...line, scale: { domain: names, range: palette.slice(0, names.length) } },
          strokeDash: { ...line, scale: { domain: names, range: dashes.slice(0, names.length) } },
        },
      })),
    ],
  };
}

/** The cell that stands for a test: the run in the middle, where most was asked at a time; with schemas, if there are. */
function standsFor(cells: MeasuredCell[]): MeasuredCell | undefined {
  const speed = cells.filter(({ statistics: { cell } }) => cell.purpose === 'speed' && cell.twinOf === null);
  const busiest = seriesOfCells(speed).reduce<MeasuredCell[]>(
    (most, runs) => (load(runs) > load(most) ? runs : most),
    [],
  );
  return middle(busiest);
}

function load(runs: MeasuredCell[]): number {
  return Math.max(-1, ...runs.map(({ statistics: s }) => s.figureWindow?.inFlightMean ?? s.concurrencyAchieved ?? 0));
}

function lastSecond(panels: { lines: Line[] }[]): number {
  const times = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(([t]) => t)));
  return Math.ceil(times.reduce((last, t) => Math.max(last, t), 0));
}

/** Client, engine and GPU or CPU of one cell on one time axis; null where nothing was read beside the client. */
function togetherChart(
  test: TestName,
  { statistics: { cell, steadyWindow, requests } }: MeasuredCell,
  series: CellSeries,
): Chart | null {
  const panels = togetherPanels(series);
  if (panels.length < 2) return null;
  const lastS = lastSecond(panels);
  const shaded =
    steadyWindow === null ? 'it has no steady window' : 'shaded: the steady window that figures are taken over';
  return {
    name: `together-${test.replace('_', '-')}`,
    title: `${testTitles[test]}: client, engine and machine over time`,
    caption: `of ${cell.id}, on one clock; n ${count(requests.sent)} requests; ${readingsText(series)}; ${shaded}`,
    test,
    spec: {
      config: chartConfig,
      spacing: 10,
      vconcat: panels.map(({ axis, lines }, index) =>
        panel(axis, lines, lastS, steadyWindow, index === panels.length - 1),
      ),
      resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    },
  };
}

/** A chart a test, of the cell that stands for it. */
export function togetherCharts({ result, series }: ReportData): Chart[] {
  return (Object.keys(testTitles) as TestName[]).flatMap((test) => {
    const cell = standsFor(result.benchmarks[test]);
    const ofCell = cell === undefined ? undefined : series.get(cell.statistics.cell.id);
    return cell === undefined || ofCell === undefined ? [] : (togetherChart(test, cell, ofCell) ?? []);
  });
}
