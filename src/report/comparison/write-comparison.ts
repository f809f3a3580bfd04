import { join } from 'node:path';
import type { Comparison } from '../../domain/comparison.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { World } from '../../world.ts';
import type { Chart } from '../charts/chart.ts';
import { instant } from '../format.ts';
import { mapTexts } from '../map-texts.ts';
import { analysisNotebook } from '../notebook/analysis.ts';
import { htmlPage } from '../page/html-page.ts';
import { renderPng, renderSvgs } from '../render-chart.ts';
import { markdownPage, type PageChart, textPage } from '../render-page.ts';
import { titledChart } from '../titled-chart.ts';
import { comparisonCharts } from './charts.ts';
import { type ComparedResult, comparedResultsCsv, rankingsCsv } from './csv.ts';
import { comparisonView } from './view.ts';

/** Charts of a comparison lie beside its pages: people look for them by these names. */
const chartNames = [
  ...['performance_comparison', 'throughput_latency', 'scaling', 'ttft_distribution', 'tpot_distribution'],
  ...['json_validity', 'cost_energy'],
];

/** Which engines a chart is of, where it is looked at without the page. */
function enginesWords({ simulated, engines, createdAt }: Comparison): string {
  const mark = simulated === 'none' ? '' : 'SIMULATED · ';
  const names = engines.filter(({ state }) => state === 'measured').map(({ title: name }) => name);
  return `${mark}${names.join(', ')} · ${instant(createdAt)}`;
}

async function removeOtherCharts(folder: string, charts: Chart[], world: World): Promise<void> {
  const ours = charts.map(({ name }) => name);
  for (const name of chartNames.filter((one) => !ours.includes(one)))
    for (const kind of ['svg', 'png']) await world.files.remove(join(folder, `${name}.${kind}`));
}

async function drawCharts(
  folder: string,
  comparison: Comparison,
  results: ComparedResult[],
  world: World,
): Promise<PageChart[]> {
  const charts = comparisonCharts(comparison, results);
  await removeOtherCharts(folder, charts, world);
  const inPage = await renderSvgs(charts.map(({ spec }) => spec));
  const alone = await renderSvgs(charts.map((chart) => titledChart(chart, enginesWords(comparison))));
  const drawn: PageChart[] = [];
  for (const [index, { name, title, caption, spec }] of charts.entries()) {
    const svg = alone[index] ?? '';
    await world.files.writeAtomic(join(folder, `${name}.svg`), svg);
    await world.files.writeAtomic(join(folder, `${name}.png`), renderPng(svg));
    drawn.push({ title, caption, spec, svg: inPage[index] ?? '', file: `${name}.png` });
  }
  return drawn;
}

/**
 * The text of report.html (one file, nothing fetched) and of benchmark_report.md and .txt of a comparison.
 */
export async function comparisonPages(
  comparison: Comparison,
  results: ComparedResult[],
  charts: PageChart[],
  world: Pick<World, 'files' | 'root'>,
): Promise<{ html: string; markdown: string; text: string }> {
  // Whatever an engine or a file said is one line of visible characters from here on.
  const view = mapTexts(comparisonView(comparison, results), plainText);
  return {
    html: await htmlPage('comparison/comparison.html.hbs', view, charts, world),
    markdown: await markdownPage('comparison/comparison.md.hbs', view, charts, world),
    text: await textPage('comparison/comparison.md.hbs', view, charts, world),
  };
}

/**
 * Writes the pages, tables and charts of a comparison into its folder. Equal comparisons give equal bytes.
 * @returns path of report.html
 * Throws RESULTS_WRITE_FAILED.
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  results: ComparedResult[],
  world: World,
): Promise<string> {
  const charts = await drawCharts(folder, comparison, results, world);
  const pages = await comparisonPages(comparison, results, charts, world);
  const html = join(folder, 'report.html');
  await world.files.writeAtomic(join(folder, 'benchmark_results.csv'), comparedResultsCsv(results));
  await world.files.writeAtomic(join(folder, 'performance_rankings.csv'), rankingsCsv(comparison));
  await world.files.writeAtomic(join(folder, 'analysis.ipynb'), await analysisNotebook(comparison, world));
  await world.files.writeAtomic(join(folder, 'benchmark_report.md'), pages.markdown);
  await world.files.writeAtomic(join(folder, 'benchmark_report.txt'), pages.text);
  await world.files.writeAtomic(html, pages.html);
  return html;
}
