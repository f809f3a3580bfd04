import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { TopLevelSpec } from 'vega-lite';
import { plainText } from '../domain/plain-text.ts';
import type { World } from '../world.ts';
import { ink } from './chart-style.ts';
import type { Chart } from './charts/chart.ts';
import { makeCharts } from './charts/index.ts';
import { instant } from './format.ts';
import { mapTexts } from './map-texts.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { renderPng, renderSvgs } from './render-chart.ts';
import { type ReportData, readReportData } from './report-data.ts';
import { resultsCsv } from './results-csv.ts';
import { type ReportView, reportView } from './view.ts';

type Drawn = Chart & { svg: string; file: string };

/** A chart that is looked at without the report says itself what it shows, of which run. */
function titled({ spec, title }: Chart, { result: { run, config } }: ReportData): TopLevelSpec {
  const simulated = config.engine.simulated ? 'SIMULATED · ' : '';
  const subtitle = plainText(`${simulated}${run.title} · ${instant(run.startedAt)}`);
  return { ...spec, title: { text: title, subtitle } };
}

async function drawCharts(folder: string, data: ReportData, world: World): Promise<Drawn[]> {
  const charts = mapTexts(makeCharts(data), plainText);
  const inPage = await renderSvgs(charts.map(({ spec }) => spec));
  const alone = await renderSvgs(charts.map((chart) => titled(chart, data)));
  const drawn: Drawn[] = [];
  for (const [index, chart] of charts.entries()) {
    const svg = alone[index] ?? '';
    const file = join('charts', `${chart.name}.png`);
    await world.files.writeAtomic(join(folder, 'charts', `${chart.name}.svg`), svg);
    await world.files.writeAtomic(join(folder, file), renderPng(svg));
    drawn.push({ ...chart, svg: inPage[index] ?? '', file });
  }
  return drawn;
}

async function markdown(view: ReportView, charts: Drawn[], world: World): Promise<string> {
  const template = await world.files.readText(join(world.root, 'src', 'report', 'report.md.hbs'));
  const shown = charts.map(({ title, caption, file }) => ({ title, caption, file }));
  const texts = mapTexts({ ...view, charts: shown }, markdownText);
  // HTML escaping would show as &amp; in every viewer of plain text; markdownText has escaped what Markdown needs.
  const text = Handlebars.compile(template, { noEscape: true })({ ...texts, command: markdownCode(view.command) });
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`;
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
 * benchmark_results.csv from what lies in the run folder. Equal folders give equal bytes.
 * Throws RUN_FOLDER_INVALID, RESULTS_WRITE_FAILED.
 */
export async function writeReport(folder: string, world: World): Promise<{ html: string; markdown: string }> {
  const data = await readReportData(folder, world);
  const charts = await drawCharts(folder, data, world);
  // Whatever an engine or a file said is one line of visible characters from here on.
  const view = mapTexts(reportView(data), plainText);
  const paths = { html: join(folder, 'report.html'), markdown: join(folder, 'report.md') };
  await world.files.writeAtomic(join(folder, 'benchmark_results.csv'), resultsCsv(data.result));
  await world.files.writeAtomic(paths.markdown, await markdown(view, charts, world));
  await world.files.writeAtomic(paths.html, await html(view, charts, world));
  return paths;
}
