import { join } from 'node:path';
import Handlebars from 'handlebars';
import { type EngineResult, engineResultSchema } from '../domain/engine-result.ts';
import { runSchema } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { ink } from './chart-style.ts';
import type { Chart, ChartData } from './charts/chart.ts';
import { makeCharts } from './charts/index.ts';
import { renderPng, renderSvg } from './render-chart.ts';
import { resultsCsv } from './results-csv.ts';
import { readCellSeries } from './series.ts';
import { type ReportView, reportView } from './view.ts';

type Drawn = Chart & { svg: string; file: string };

async function readResult(folder: string, world: World): Promise<EngineResult> {
  const planned = (await world.files.list(folder)).filter((name) => name.endsWith('.json'));
  for (const name of planned.filter((candidate) => !['run.json', 'env.json'].includes(candidate))) {
    const parsed = engineResultSchema.safeParse(JSON.parse(await world.files.readText(join(folder, name))));
    if (parsed.success) return parsed.data;
  }
  const run = runSchema.safeParse(JSON.parse(await world.files.readText(join(folder, 'run.json'))));
  const why = run.success
    ? `its run ended in state ${run.data.state} before any cell was whole`
    : 'its run.json is broken';
  throw new DynoError('RUN_FOLDER_INVALID', `${folder} has no result to report: ${why}`);
}

async function chartData(folder: string, result: EngineResult, world: World): Promise<ChartData> {
  const cells = Object.values(result.benchmarks).flat();
  const entries = cells.map(async ({ statistics: { cell } }) => {
    return [cell.id, await readCellSeries(join(folder, cell.id), world)] as const;
  });
  return { result, series: new Map(await Promise.all(entries)) };
}

async function drawCharts(folder: string, data: ChartData, world: World): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const chart of makeCharts(data)) {
    const svg = await renderSvg(chart.spec);
    const file = join('charts', `${chart.name}.png`);
    await world.files.writeAtomic(join(folder, 'charts', `${chart.name}.svg`), svg);
    await world.files.writeAtomic(join(folder, file), renderPng(svg));
    drawn.push({ ...chart, svg, file });
  }
  return drawn;
}

async function markdown(view: ReportView, charts: Drawn[], world: World): Promise<string> {
  const template = await world.files.readText(join(world.root, 'src', 'report', 'report.md.hbs'));
  // Markdown is no HTML: escaping would show as &amp; in every viewer of plain text.
  return Handlebars.compile(template, { noEscape: true })({ ...view, charts });
}

async function html(view: ReportView, charts: Drawn[], world: World): Promise<string> {
  const folder = join(world.root, 'src', 'report');
  const template = await world.files.readText(join(folder, 'report.html.hbs'));
  const css = await world.files.readText(join(folder, 'report.css'));
  // Only what we made ourselves goes in unescaped: the style sheet and charts, whose texts Vega has escaped.
  const safe = (text: string) => new Handlebars.SafeString(text);
  const shown = charts.map((chart) => ({ ...chart, svg: safe(chart.svg.replaceAll(ink, 'currentColor')) }));
  return Handlebars.compile(template)({ ...view, css: safe(css), charts: shown });
}

/**
 * Writes report.md, report.html (one file, no script, nothing fetched), charts as SVG and PNG and
 * benchmark_results.csv from what lies in the run folder. Throws RUN_FOLDER_INVALID, RESULTS_WRITE_FAILED.
 */
export async function writeReport(folder: string, world: World): Promise<{ html: string; markdown: string }> {
  const result = await readResult(folder, world);
  const charts = await drawCharts(folder, await chartData(folder, result, world), world);
  const view = reportView(result);
  const paths = { html: join(folder, 'report.html'), markdown: join(folder, 'report.md') };
  await world.files.writeAtomic(join(folder, 'benchmark_results.csv'), resultsCsv(result));
  await world.files.writeAtomic(paths.markdown, await markdown(view, charts, world));
  await world.files.writeAtomic(paths.html, await html(view, charts, world));
  return paths;
}
