import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { World } from '../../world.ts';
import { ink } from '../chart-style.ts';
import { unknown } from '../format.ts';
import { rawChart } from '../raw/chart.ts';
import { type PageChart, type View, withCharts } from '../render-page.ts';
import { contentPolicy } from './content-policy.ts';
import { contents } from './contents.ts';
import { liveChart } from './interactive.ts';
import { jsonInHtml } from './json.ts';
import { pageScript } from './script.ts';

/** Only what we made ourselves goes into a page unescaped. */
function safe(text: string) {
  return new Handlebars.SafeString(text);
}

/** The picture in the page's own colour; its clip paths get names that the live chart beside it does not use. */
function still(svg: string) {
  return safe(svg.replaceAll(ink, 'currentColor').replaceAll(/(id="|url\(#)(clip|gradient)/g, '$1still-$2'));
}

/**
 * Text of an HTML page, one file that asks for nothing: the style sheet of all pages, the one script and the charts,
 * drawn and alive, are in it. `template` is a file of src/report/ with what stands in the page.
 */
export async function htmlPage(
  template: string,
  view: View,
  charts: PageChart[],
  world: Pick<World, 'files' | 'root'>,
): Promise<string> {
  const read = (...names: string[]) => world.files.readText(join(world.root, 'src', 'report', ...names));
  const shown = charts.map(({ spec, svg, ...words }) => ({
    ...words,
    svg: still(svg),
    live: safe(jsonInHtml(liveChart(spec))),
  }));
  const page = Handlebars.create();
  for (const name of ['figure', 'sampled', 'cells', 'finding'])
    page.registerPartial(name, await read('page', `${name}.html.hbs`));
  const withRaw = new Set((view.raw ?? []).map(({ id }) => id));
  page.registerHelper('isKnown', (text: string) => text !== unknown);
  page.registerHelper('hasRaw', (id: string) => withRaw.has(id));
  // Numbers only; ids of cells and paths are escaped as all texts are.
  const raw = (view.raw ?? []).map((cell) => ({ ...cell, points: safe(jsonInHtml(cell.points)) }));
  const rawSpec = safe(jsonInHtml(liveChart(rawChart)));
  const body = page.compile(await read(template))({ ...withCharts(view, shown), raw, rawSpec });
  const script = await pageScript(world);
  return page.compile(await read('page', 'frame.html.hbs'))({
    title: view.title,
    policy: safe(contentPolicy(script)),
    css: safe(await read('report.css')),
    script: safe(script),
    contents: contents(body).map((heading) => ({ ...heading, title: safe(heading.title) })),
    body: safe(body),
  });
}
