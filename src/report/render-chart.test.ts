import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Resvg } from '@resvg/resvg-js';
import { exampleResult } from '../testing/example-result.ts';
import { makeCharts } from './charts/index.ts';
import { renderPng, renderSvgs } from './render-chart.ts';
import type { ReportData } from './report-data.ts';
import { textWidth } from './text-width.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const data: ReportData = { result: exampleResult(), series: new Map() };

/** Width of a text by the renderer that draws it, from its outline (so without the space at both ends). */
function drawnWidth(text: string, size: number): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="50"><text x="5" y="30" font-family="DejaVu Sans" font-size="${size}">${text}</text></svg>`;
  const font = { loadSystemFonts: false, fontFiles: [join(fonts, 'DejaVuSans.ttf')] };
  return new Resvg(svg, { font }).getBBox()?.width ?? 0;
}

test('text is as wide as the renderer draws it', () => {
  const texts = [
    'json_struct/unconstrained/run-1 (n 160)',
    'output tokens per second',
    'WWWWWWWW',
    'iiiiiiii',
    '12,345.67',
  ];
  for (const text of texts) {
    const [measured, drawn] = [textWidth(text, 12), drawnWidth(text, 12)];
    // The outline lacks the bearings of the first and last letter, at most 0.2 em together.
    assert.ok(measured - drawn > -0.5 && measured - drawn < 12 * 0.2, `${text}: ${measured}, drawn ${drawn}`);
  }
});

test('a PNG has its text drawn: without the text it is smaller', async () => {
  for (const svg of await renderSvgs(makeCharts(data).map(({ spec }) => spec))) {
    const mute = svg.replaceAll(/<text[\s\S]*?<\/text>/g, '');
    assert.notEqual(mute, svg);
    assert.ok(renderPng(svg).length > renderPng(mute).length * 1.2);
  }
});

test('a PNG with a text is not the PNG with another one: letters are drawn, not boxes', () => {
  const picture = (text: string) =>
    renderPng(
      `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text x="5" y="20" font-family="DejaVu Sans, Verdana, sans-serif">${text}</text></svg>`,
    );
  assert.notDeepEqual(picture('AAAA'), picture('BBBB'));
});

test('labels and legends stay inside the picture', async () => {
  for (const svg of await renderSvgs(makeCharts(data).map(({ spec }) => spec))) {
    const [width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).slice(1).map(Number);
    const font = { loadSystemFonts: false, fontFiles: [join(fonts, 'DejaVuSans.ttf')] };
    const box = new Resvg(svg, { font, background: 'transparent' }).innerBBox();
    assert.ok(box !== undefined && box.x >= 0 && box.y >= 0, JSON.stringify(box));
    assert.ok(box.x + box.width <= width && box.y + box.height <= height, JSON.stringify(box));
  }
});

test('equal specs give equal bytes, and charts of one page share no ids', async () => {
  const specs = makeCharts(data).map(({ spec }) => spec);
  const first = await renderSvgs(specs);
  assert.deepEqual(await renderSvgs(specs), first);
  const ids = first.flatMap((svg) => [...svg.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  assert.equal(new Set(ids).size, ids.length);
});
