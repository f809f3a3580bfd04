import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { MeasuredCell } from '../domain/engine-result.ts';
import { compareRuns } from '../run/compare-runs.ts';
import {
  exampleCells,
  exampleHead,
  exampleRunInput,
  failedRunInput,
  writeComparedRun,
} from '../testing/example-comparison.ts';
import {
  exampleMeasured,
  exampleProof,
  exampleResult,
  exampleSamples,
  writeRunFolder,
} from '../testing/example-result.ts';
import { exampleSetting, exampleSheet } from '../testing/example-sheet.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { writeReport } from './write-report.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => existsSync(place));
const skip = executablePath === undefined ? `no Chromium here (looked at ${places.join(', ')})` : false;

let browser: Browser;
const urls = { report: '', comparison: '' };
type PageName = keyof typeof urls;
const pageNames = Object.keys(urls) as PageName[];

/** A comparison of three engines that differ in speed, one of them failed, with long words in every place. */
async function comparisonPage(json: MeasuredCell[]): Promise<string> {
  const resultsDir = temporaryFolder();
  const answers = json.filter(({ statistics }) => statistics.cell.test === 'json_struct');
  const inputs = [0, 300, 9_000].map((slowerUs, index) =>
    exampleRunInput(`engine-${index}`, [...exampleCells(slowerUs), ...answers]),
  );
  inputs.push(failedRunInput('failed'));
  const folders = inputs.map((input) => writeComparedRun(resultsDir, input));
  const missing = ['x'.repeat(300), ...hostileTexts];
  return (await compareRuns(folders, exampleHead({ missing }), resultsDir, testWorld())).html;
}

/** A report with everything in it: all tests, all charts, rules that did not hold, an error, hostile quirks. */
before(async () => {
  if (executablePath === undefined) return;
  const cells = [exampleProof(['There once was', '{"n":1}']), ...exampleMeasured()];
  const { engine } = exampleResult(cells).config;
  const errors = [{ code: 'ENGINE_CRASHED', message: 'x'.repeat(300), hint: 'see engine.log', at: 'now' }];
  const plan = { engine: { ...engine, quirks: [...hostileTexts] } };
  const folder = temporaryFolder();
  const settings = [...hostileTexts, 'z'.repeat(200)].map((text) =>
    exampleSetting('structuredOutputs', text, { state: 'differs', how: text, readFrom: text, default: text }),
  );
  const facts = [{ fact: 'attentionBackend' as const, value: 'w'.repeat(200), readFrom: 'log of the engine' }];
  const startupTold = [{ phase: 'weightsLoaded' as const, tookMs: 190, readFrom: 'metric x' }];
  const result = exampleResult(cells, { plan, run: { errors, startupTold, networkPath: 'y'.repeat(300) } });
  writeRunFolder(folder, { ...result, fairness: exampleSheet('vllm', { settings, facts }) });
  const samples = exampleSamples(140).map((sample) => JSON.stringify(sample));
  writeFileSync(join(folder, 'throughput', 'run-1', 'requests.jsonl'), `${samples.join('\n')}\n{"cut`);
  urls.report = pathToFileURL((await writeReport(folder, testWorld())).html).href;
  urls.comparison = pathToFileURL(await comparisonPage(cells)).href;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
});

type Opened = { page: Page; complaints: string[]; requests: string[] };

/** Opens the report as a reader does; every request but the file itself is noted and stopped. */
async function open(colorScheme: 'light' | 'dark', width: number, name: PageName = 'report'): Promise<Opened> {
  const url = urls[name];
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.route('**/*', (route) => {
    if (route.request().url() === url) return route.continue();
    requests.push(route.request().url());
    return route.abort();
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints, requests };
}

/** Relative luminance of a computed colour such as "rgb(1, 2, 3)" (WCAG 2.2). */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, name] of [1100, 400].flatMap((each) => pageNames.map((page) => [each, page] as const))) {
    test(`the ${name} opens ${colorScheme}, ${width} wide: no complaint, no request, no sideways scrolling`, {
      skip,
    }, async () => {
      const { page, complaints, requests } = await open(colorScheme, width, name);
      assert.deepEqual([complaints, requests], [[], []]);
      for (const details of await page.locator('details').all())
        await details.evaluate((node) => node.setAttribute('open', ''));
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      await page.close();
    });
  }

  test(`text is readable on the ${colorScheme} page`, { skip }, async () => {
    const { page } = await open(colorScheme, 1100);
    const colorOf = (selector: string, property: string) =>
      page
        .locator(selector)
        .first()
        .evaluate(
          (node, name) => node.ownerDocument.defaultView?.getComputedStyle(node).getPropertyValue(name) ?? '',
          property,
        );
    const ground = await colorOf('body', 'background-color');
    assert.equal(luminance(ground) < 0.5, colorScheme === 'dark');
    for (const selector of ['body', '.note', 'th', '.state.WARN', '.state.VALID', 'figcaption']) {
      const found = contrast(await colorOf(selector, 'color'), ground);
      assert.ok(found >= 4.5, `${selector}: ${found.toFixed(2)}`);
    }
    // Axes and labels of charts take the page's colour too.
    const label = await colorOf('.live svg text', 'fill');
    assert.ok(contrast(label, ground) >= 4.5, `chart text ${label}`);
    await page.close();
  });
}

test('the page holds no element that could act or fetch, whatever the engine said', { skip }, async () => {
  const { page } = await open('light', 1100);
  const acting =
    'script:not([type="module"], [type="application/json"]), iframe, object, embed, img, link, base, form, input, audio, video, [onload], [onerror]';
  assert.equal(await page.locator(acting).count(), 0);
  assert.equal(await page.locator('article').count(), 7);
  assert.equal(await page.locator('.still svg').count(), 15);
  assert.equal(await page.locator('script[type="module"]').count(), 1);
  const text = await page.locator('body').textContent();
  for (const shown of ['<script>alert(1)</script>', '<!-- never closed', '{{{this}}} {{constructor}}'])
    assert.ok(text?.includes(shown), shown);
  await page.close();
});

/** Brings every chart of a page to life, as a reader does who scrolls through it. */
async function enliven(page: Page): Promise<void> {
  for (const figure of await page.locator('figure.drawn').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.live svg').waitFor();
  }
}

for (const name of pageNames)
  test(`every chart of the ${name} comes to life, and its labels lie inside it`, { skip }, async () => {
    const { page, complaints } = await open('light', 1100, name);
    await enliven(page);
    for (const chart of await page.locator('.live svg').all()) {
      const outside = await chart.evaluate((svg) => {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].filter((node) => node.textContent !== '');
        // Other fonts than ours are a little wider.
        const slack = 12;
        const out = texts.filter((node) => {
          const { left, right, top, bottom } = node.getBoundingClientRect();
          return (
            left < frame.left - slack || right > frame.right + slack || top < frame.top - 2 || bottom > frame.bottom + 2
          );
        });
        return { texts: texts.length, out: out.map((node) => node.textContent) };
      });
      assert.ok(outside.texts > 5);
      assert.deepEqual(outside.out, []);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });

test('a chart tells values under the pointer, shows a line alone, and zooms in and back', { skip }, async () => {
  const { page } = await open('light', 1100);
  const figure = page.locator('figure', { hasText: 'Time to first token' }).first();
  await figure.scrollIntoViewIfNeeded();
  await figure.locator('.live svg').waitFor();
  await figure.locator('.mark-symbol.role-mark path').nth(40).hover({ force: true });
  const told = await page.locator('.tooltip').textContent();
  assert.match(
    told ?? '',
    /TTFT, ms: [\d.]+share of requests: \d+%line: 2 in flight \(n 420 in 3 runs\)of: throughput\/run-1/,
  );
  const labels = figure.locator('.live .role-axis-label').first();
  const lowest = (await labels.locator('text').first().textContent()) ?? '';
  const firstLabel = labels.getByText(lowest, { exact: true });
  await firstLabel.waitFor();
  await figure.getByRole('button', { name: 'zoom in' }).click();
  await firstLabel.waitFor({ state: 'detached' });
  await figure.getByRole('button', { name: 'show all' }).click();
  await firstLabel.waitFor();
  await page.close();
  const other = await open('light', 1100, 'comparison');
  const curves = other.page.locator('figure', { hasText: 'What more load costs' }).first();
  await curves.scrollIntoViewIfNeeded();
  await curves.locator('.live .role-legend-label text').first().click();
  await curves.locator('.live [opacity="0.07"]').first().waitFor();
  await other.page.close();
});

test('a figure leads to the requests behind it, drawn one by one, and a table sorts by its head', {
  skip,
}, async () => {
  const { page, complaints } = await open('light', 400);
  await page.locator('a.sampled').first().click();
  await page.locator('figure[id="raw/throughput/run-1"] .live svg').waitFor();
  assert.equal(await page.locator('figure[id="raw/throughput/run-1"] .mark-symbol.role-mark path').count(), 3 * 140);
  const first = () => page.locator('table.sortable tbody td').first().textContent();
  await page.locator('table.sortable th button').first().click();
  assert.equal(await first(), 'json_struct/enforcement/run-1');
  await page.locator('table.sortable th button').first().click();
  assert.equal(await first(), 'throughput/run-3');
  const chart = page.locator('figure[id="raw/throughput/run-1"] .live svg');
  assert.ok(((await chart.boundingBox())?.width ?? 999) <= 400);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('printed, the report has pages, with what is folded on the screen unfolded', { skip }, async () => {
  const { page } = await open('light', 1100);
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.ok((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length >= 4);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1000 });
  const shown = await page
    .locator('details table')
    .evaluateAll((nodes) => nodes.map((node) => (node as unknown as { checkVisibility(): boolean }).checkVisibility()));
  assert.ok(shown.length >= 12 && shown.every(Boolean), shown.join());
  // A4 less margins is 718 pixels: nothing may be cut at the right.
  const widths = await page
    .locator('table, .still svg')
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
  assert.deepEqual(
    widths.filter((right) => right > 718),
    [],
  );
  await page.close();
});

test('a comparison has its answers first, no element that could act, and links to its runs only', {
  skip,
}, async () => {
  const { page } = await open('light', 1100, 'comparison');
  const acting =
    'script:not([type="module"], [type="application/json"]), iframe, object, embed, img, link, base, form, input, audio, video, [onload], [onerror]';
  assert.equal(await page.locator(acting).count(), 0);
  assert.equal(await page.locator('.card').count(), 5);
  assert.equal(await page.locator('.still svg').count(), 6);
  const heights = await page
    .locator('.card, table')
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
  assert.deepEqual(
    heights,
    heights.toSorted((one, other) => one - other),
  );
  const links = await page.locator('section a').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href')));
  assert.deepEqual(
    [...new Set(links.map((link) => link?.split('#')[0]))].toSorted(),
    [0, 1, 2].map((index) => `../run_engine-${index}_1/report.html`),
  );
  await page.close();
});

test('printed, a comparison is not cut at the right', { skip }, async () => {
  const { page } = await open('light', 1100, 'comparison');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1000 });
  const widths = await page
    .locator('table, .still svg')
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
  assert.deepEqual(
    widths.filter((right) => right > 718),
    [],
  );
  await page.close();
});
