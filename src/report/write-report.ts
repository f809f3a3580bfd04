import { join } from 'node:path';
import type { EngineResult } from '../domain/engine-result.ts';
import type { Repeats } from '../domain/repeats.ts';
import type { World } from '../world.ts';
import type { Chart } from './charts/chart.ts';
import { makeCharts } from './charts/index.ts';
import { instant } from './format.ts';
import { reportPages } from './pages.ts';
import { rawCells } from './raw/view.ts';
import { renderPng, renderSvgs } from './render-chart.ts';
import type { PageChart } from './render-page.ts';
import { repeatsCsv } from './repeats-csv.ts';
import { type ReportData, readReportData } from './report-data.ts';
import { resultsCsv } from './results-csv.ts';
import { titledChart } from './titled-chart.ts';

/** Which run a chart belongs to, where it is looked at without the report. */
function runWords({ result: { run, config } }: ReportData): string {
  return `${config.engine.simulated ? 'SIMULATED · ' : ''}${run.title} · ${instant(run.startedAt)}`;
}

/** Charts of an earlier report that the data no longer fill would stay as if they belonged to this one. */
async function removeOtherCharts(folder: string, charts: Chart[], world: World): Promise<void> {
  const ours = new Set(charts.flatMap(({ name }) => [`${name}.svg`, `${name}.png`]));
  const there = await world.files.list(join(folder, 'charts'));
  for (const name of there.filter((one) => /\.(?:svg|png)$/.test(one) && !ours.has(one)))
    await world.files.remove(join(folder, 'charts', name));
}

async function drawCharts(folder: string, data: ReportData, world: World): Promise<PageChart[]> {
  const charts = makeCharts(data);
  await removeOtherCharts(folder, charts, world);
  const inPage = await renderSvgs(charts.map(({ spec }) => spec));
  const alone = await renderSvgs(charts.map((chart) => titledChart(chart, runWords(data))));
  const drawn: PageChart[] = [];
  for (const [index, chart] of charts.entries()) {
    const svg = alone[index] ?? '';
    const file = join('charts', `${chart.name}.png`);
    await world.files.writeAtomic(join(folder, 'charts', `${chart.name}.svg`), svg);
    await world.files.writeAtomic(join(folder, file), renderPng(svg));
    const { name: _, ...words } = chart;
    drawn.push({ ...words, svg: inPage[index] ?? '', file });
  }
  return drawn;
}

/** benchmark_repeats.csv; one of an earlier report goes where no test has several runs any more. */
async function writeRepeats(folder: string, repeats: Repeats[], world: World): Promise<void> {
  const path = join(folder, 'benchmark_repeats.csv');
  if (repeats.length > 0) await world.files.writeAtomic(path, repeatsCsv(repeats));
  else if (await world.files.exists(path)) await world.files.remove(path);
}

/**
 * Writes benchmark_report.md and .txt, report.html (one file, nothing fetched), charts as SVG and PNG,
 * benchmark_results.csv, and benchmark_repeats.csv where tests were repeated, from a result and the samples in its run
 * folder. Equal ones give equal bytes. Throws RESULTS_WRITE_FAILED.
 */
export async function writeReport(
  folder: string,
  result: EngineResult,
  world: World,
): Promise<{ html: string; markdown: string }> {
  const data = await readReportData(folder, result, world);
  const charts = await drawCharts(folder, data, world);
  const pages = await reportPages(data, charts, world, await rawCells(folder, data, world));
  const paths = { html: join(folder, 'report.html'), markdown: join(folder, 'benchmark_report.md') };
  await world.files.writeAtomic(join(folder, 'benchmark_results.csv'), resultsCsv(data.result));
  await writeRepeats(folder, data.result.repeats, world);
  await world.files.writeAtomic(paths.markdown, pages.markdown);
  await world.files.writeAtomic(join(folder, 'benchmark_report.txt'), pages.text);
  // Up to version 0.1 the text had this name; left there it would tell of other figures than the new one.
  await world.files.remove(join(folder, 'report.md'));
  await world.files.writeAtomic(paths.html, pages.html);
  return paths;
}
