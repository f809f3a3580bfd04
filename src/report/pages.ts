import { join } from 'node:path';
import Handlebars from 'handlebars';
import { plainText } from '../domain/plain-text.ts';
import type { World } from '../world.ts';
import { ink } from './chart-style.ts';
import { mapTexts } from './map-texts.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import type { ReportData } from './report-data.ts';
import { type ReportView, reportView } from './view.ts';

/** A chart as pages show it: drawn for the HTML page, and its picture beside the Markdown page. */
export type PageChart = { title: string; caption: string; svg: string; file: string };

async function markdown(view: ReportView, charts: PageChart[], world: Pick<World, 'files' | 'root'>): Promise<string> {
  const template = await world.files.readText(join(world.root, 'src', 'report', 'report.md.hbs'));
  const shown = charts.map(({ title, caption, file }) => ({ title, caption, file }));
  const texts = mapTexts({ ...view, charts: shown }, markdownText);
  // HTML escaping would show as &amp; in every viewer of plain text; markdownText has escaped what Markdown needs.
  const text = Handlebars.compile(template, { noEscape: true })({ ...texts, command: markdownCode(view.command) });
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`;
}

async function html(view: ReportView, charts: PageChart[], world: Pick<World, 'files' | 'root'>): Promise<string> {
  const folder = join(world.root, 'src', 'report');
  const template = await world.files.readText(join(folder, 'report.html.hbs'));
  const css = await world.files.readText(join(folder, 'report.css'));
  // Only what we made ourselves goes in unescaped: the style sheet and charts, whose texts Vega has escaped.
  const safe = (text: string) => new Handlebars.SafeString(text);
  const shown = charts.map((chart) => ({ ...chart, svg: safe(chart.svg.replaceAll(ink, 'currentColor')) }));
  return Handlebars.compile(template)({ ...view, css: safe(css), charts: shown });
}

/** The text of report.html (one file, no script, nothing fetched) and of report.md. */
export async function reportPages(
  data: ReportData,
  charts: PageChart[],
  world: Pick<World, 'files' | 'root'>,
): Promise<{ html: string; markdown: string }> {
  // Whatever an engine or a file said is one line of visible characters from here on.
  const view = mapTexts(reportView(data), plainText);
  return { html: await html(view, charts, world), markdown: await markdown(view, charts, world) };
}
