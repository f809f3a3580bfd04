import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import type { TopLevelSpec } from 'vega-lite';
import { plainText } from '../domain/plain-text.ts';
import { executablePath, openPage, skip } from '../testing/browser-page.ts';
import { exampleResult } from '../testing/example-result.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { chartConfig } from './chart-style.ts';
import { mapTexts } from './map-texts.ts';
import { reportPages } from './pages.ts';
import { renderSvgs } from './render-chart.ts';

/** So long that every chart cuts it. */
const long = `${'long '.repeat(40)}<b>end</b>`;
const texts = [...hostileTexts, long];
const perChart = 10;

/** Texts as the names of an axis and of a legend, as titles, and as values under the pointer. */
function specOf(names: readonly string[]): TopLevelSpec {
  const [first = ''] = names;
  const values = names.map((name, index) => ({ at: index + 1, name }));
  return {
    config: chartConfig,
    width: 300,
    data: { values },
    mark: { type: 'point', filled: true, size: 90 },
    encoding: {
      x: { field: 'at', type: 'quantitative', title: first },
      y: { field: 'name', type: 'nominal', title: `${first} y`, sort: null },
      color: { field: 'name', type: 'nominal', title: `${first} z` },
    },
  };
}

let browser: Browser;
let url = '';

before(async () => {
  if (executablePath === undefined) return;
  const groups = Array.from({ length: Math.ceil(texts.length / perChart) }, (_, index) =>
    // Numbered, since names that show alike would share a row.
    texts.slice(index * perChart, (index + 1) * perChart).map((text, at) => `${at} ${text}`),
  );
  const specs = mapTexts(groups.map(specOf), plainText);
  const svgs = await renderSvgs(specs);
  const charts = specs.map((spec, index) => ({
    ...{ title: `Chart ${index}`, caption: 'hostile', file: 'one.png' },
    ...{ spec, svg: svgs[index] ?? '' },
  }));
  const { html } = await reportPages({ result: exampleResult(), series: new Map() }, charts, testWorld());
  const path = join(temporaryFolder(), 'report.html');
  writeFileSync(path, html);
  url = pathToFileURL(path).href;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
});

test('a hostile text is a text in a living axis, legend and tooltip: nothing runs, complains or asks', {
  skip,
}, async () => {
  const { page, complaints, requests } = await openPage(browser, url);
  const scripts = await page.locator('script').count();
  const tooltip = page.locator('.tooltip');
  const told: string[] = [];
  for (const figure of await page.locator('figure.drawn').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.live svg').waitFor();
    for (const point of await figure.locator('.live .mark-symbol.role-mark path').all()) {
      await point.hover({ force: true });
      told.push((await tooltip.textContent()) ?? '');
    }
    await figure.locator('.live .role-legend-label text').first().click();
    assert.match((await figure.locator('.live .role-axis-title text').first().textContent()) ?? '', /^0 /);
  }
  assert.equal(told.length, texts.length);
  for (const [index, text] of texts.entries()) {
    const shown = plainText(`${index % perChart} ${text}`);
    assert.ok(told[index]?.includes(shown), `${JSON.stringify(text)}: ${told[index]}`);
  }
  for (const place of ['.live .role-axis-label text', '.live .role-legend-label text']) {
    const names = await page.locator(place).allTextContents();
    for (const [index, text] of texts.entries()) {
      const begins = plainText(`${index % perChart} ${text}`).slice(0, 20);
      assert.ok(
        names.some((name) => name.startsWith(begins)),
        `${place}: ${text}`,
      );
    }
  }
  assert.equal(
    await page
      .locator('.live :is(img, iframe, style, script, foreignObject), .tooltip :is(img, iframe, style, script, a)')
      .count(),
    0,
  );
  assert.equal(await page.locator('script').count(), scripts);
  assert.deepEqual([complaints, requests], [[], []]);
});

test('a name that a legend or an axis cuts shows as a whole under the pointer, one that is whole does not', {
  skip,
}, async () => {
  const { page } = await openPage(browser, url);
  const figure = page.locator('figure.drawn').last();
  await figure.scrollIntoViewIfNeeded();
  await figure.locator('.live svg').waitFor();
  const tooltip = page.locator('.tooltip');
  for (const place of ['.live .role-legend-label text', '.live .role-axis-label text']) {
    const cut = figure.locator(place, { hasText: /long long.*…$/ }).first();
    await cut.hover({ force: true });
    assert.match((await tooltip.textContent()) ?? '', /^\d (?:long ){40}<b>end<\/b>$/);
    await figure.locator(place).first().hover({ force: true });
    await tooltip.waitFor({ state: 'hidden' });
  }
});
