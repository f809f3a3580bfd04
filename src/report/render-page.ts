import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { TopLevelSpec } from 'vega-lite';
import type { TestName } from '../domain/suite.ts';
import type { World } from '../world.ts';
import { mapTexts } from './map-texts.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import type { RawCell } from './raw/view.ts';
import { hideMarks, plainPage } from './text/plain-page.ts';

/** A chart as pages show it: drawn and as its spec for the HTML page, and its picture beside the Markdown page. */
export type PageChart = {
  title: string;
  caption: string;
  svg: string;
  spec: TopLevelSpec;
  file: string;
  test?: TestName;
};

/** What every page shows, whatever else is in it. */
export type View = {
  title: string;
  command: string;
  tests: { title: string; name?: TestName }[];
  /** Requests of each cell, in the HTML page of a run. */
  raw?: RawCell[];
};
type Reader = Pick<World, 'files' | 'root'>;

/** Charts that belong to one test stand with it, the others together. */
export function withCharts<C extends Pick<PageChart, 'test'>>(view: View, charts: C[]) {
  const of = (name: TestName | undefined) => charts.filter(({ test }) => test !== undefined && test === name);
  return {
    ...view,
    tests: view.tests.map((test) => ({ ...test, charts: of(test.name) })),
    charts: charts.filter(({ test }) => test === undefined),
  };
}

/** How a text and a command from outside stand in a page. */
type Escapes = { text: (text: string) => string; command: (text: string) => string };

async function render(template: string, view: View, charts: PageChart[], world: Reader, escapes: Escapes) {
  const source = await world.files.readText(join(world.root, 'src', 'report', template));
  const shown = charts.map(({ svg: _, spec: __, ...chart }) => chart);
  const texts = mapTexts(withCharts(view, shown), escapes.text);
  // HTML escaping would show as &amp; in every viewer of plain text; `escapes` did what the page needs.
  return Handlebars.compile(source, { noEscape: true })({ ...texts, command: escapes.command(view.command) });
}

/** Text of a Markdown page; `template` is a file of src/report/. */
export async function markdownPage(template: string, view: View, charts: PageChart[], world: Reader): Promise<string> {
  const text = await render(template, view, charts, world, { text: markdownText, command: markdownCode });
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`;
}

/** The same page as plain text, out of the same template, so that the two cannot say different things. */
export async function textPage(template: string, view: View, charts: PageChart[], world: Reader): Promise<string> {
  return plainPage(await render(template, view, charts, world, { text: hideMarks, command: hideMarks }));
}
