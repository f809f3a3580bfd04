import { plainText } from '../domain/plain-text.ts';
import type { World } from '../world.ts';
import { mapTexts } from './map-texts.ts';
import { htmlPage } from './page/html-page.ts';
import type { RawCell } from './raw/view.ts';
import { markdownPage, type PageChart, textPage } from './render-page.ts';
import type { ReportData } from './report-data.ts';
import { reportView } from './view.ts';

/** The text of report.html (one file, nothing fetched) and of benchmark_report.md and .txt. */
export async function reportPages(
  data: ReportData,
  charts: PageChart[],
  world: Pick<World, 'files' | 'root'>,
  raw: RawCell[] = [],
): Promise<{ html: string; markdown: string; text: string }> {
  // Whatever an engine or a file said is one line of visible characters from here on.
  const view = mapTexts(reportView(data), plainText);
  return {
    html: await htmlPage('report.html.hbs', { ...view, raw }, charts, world),
    markdown: await markdownPage('report.md.hbs', view, charts, world),
    text: await textPage('report.md.hbs', view, charts, world),
  };
}
