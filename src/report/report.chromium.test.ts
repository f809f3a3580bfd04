import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { MeasuredCell } from '../domain/engine-result.ts';
import { compareRuns } from '../run/compare-runs.ts';
import { executablePath, type Opened, openPage, phone, skip, wide } from '../testing/browser-page.ts';
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

let browser: Browser;
const urls = { report: '', comparison: '' };
type PageName = keyof typeof urls;
const pageNames = Object.keys(urls) as PageName[];
const schemes = ['light', 'dark'] as const;
type Scheme = (typeof schemes)[number];
const opened = new Map<string, Opened>();
// A4 less margins is 718 pixels.
const paper = { width: 718, height: 1000 };

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
  const run = { errors, startupTold, networkPath: 'y'.repeat(300) };
  const result = { ...exampleResult(cells, { plan, run }), fairness: exampleSheet('vllm', { settings, facts }) };
  writeRunFolder(folder, result);
  const samples = exampleSamples(140).map((sample) => JSON.stringify(sample));
  writeFileSync(join(folder, 'throughput', 'run-1', 'requests.jsonl'), `${samples.join('\n')}\n{"cut`);
  urls.report = pathToFileURL((await writeReport(folder, result, testWorld())).html).href;
  urls.comparison = pathToFileURL(await comparisonPage(cells)).href;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const colorScheme of schemes)
    for (const name of pageNames)
      opened.set(`${colorScheme} ${name}`, await openPage(browser, urls[name], { colorScheme }));
});

after(async () => {
  await browser?.close();
});

/** The page as all tests share it: each leaves it as wide and as folded as it found it. */
function pageOf(colorScheme: Scheme, name: PageName): Opened {
  const found = opened.get(`${colorScheme} ${name}`);
  assert.ok(found);
  return found;
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

/** Names of what is cut at the right of a printed page, which has no scrolling. */
async function cutOnPaper(page: Page): Promise<number[]> {
  const rights = await page
    .locator('table, .still svg')
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
  return rights.filter((right) => right > paper.width);
}

async function asPrinted(page: Page, look: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(paper);
  await look();
  await page.emulateMedia({ media: null });
  await page.setViewportSize(wide);
}

const acting =
  'script:not([type="module"], [type="application/json"]), iframe, object, embed, img, link, base, form, input, audio, video, [onload], [onerror]';

for (const colorScheme of schemes) {
  for (const name of pageNames) {
    test(`the ${name} opens ${colorScheme}, unfolded and on a phone too: no sideways scrolling`, { skip }, async () => {
      const { page } = pageOf(colorScheme, name);
      const fold = (isOpen: boolean) =>
        page.locator('details').evaluateAll((all, on) => {
          for (const node of all) node.toggleAttribute('open', on);
        }, isOpen);
      for (const size of [wide, phone]) {
        await page.setViewportSize(size);
        await fold(true);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), size.width);
      }
      await fold(false);
      await page.setViewportSize(wide);
    });
  }

  test(`text is readable on the ${colorScheme} page`, { skip }, async () => {
    const { page } = pageOf(colorScheme, 'report');
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
    // Axes and labels of charts take the page's colour too, and so do the signs that stand for percentiles.
    const chart = page.locator('figure', { hasText: 'Time to first token' }).first();
    await chart.scrollIntoViewIfNeeded();
    await chart.locator('.live svg').waitFor();
    for (const selector of ['.live svg text', '.live .role-legend-symbol path[fill="currentColor"]']) {
      const found = await colorOf(selector, 'fill');
      assert.ok(contrast(found, ground) >= 4.5, `${selector}: ${found}`);
    }
  });
}

test('the page holds no element that could act or fetch, whatever the engine said', { skip }, async () => {
  const { page } = pageOf('light', 'report');
  assert.equal(await page.locator(acting).count(), 0);
  assert.equal(await page.locator('article').count(), 7);
  assert.equal(await page.locator('.still svg').count(), 15);
  assert.equal(await page.locator('script[type="module"]').count(), 1);
  const text = await page.locator('body').textContent();
  for (const shown of ['<script>alert(1)</script>', '<!-- never closed', '{{{this}}} {{constructor}}'])
    assert.ok(text?.includes(shown), shown);
});

/** Brings every chart of a page to life, as a reader does who scrolls through it. */
async function enliven(page: Page): Promise<void> {
  for (const figure of await page.locator('figure.drawn').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.live svg').waitFor();
  }
}

/** Texts of a chart that stand beyond its edge. */
function textsOutside(chart: Locator): Promise<{ texts: number; out: (string | null)[] }> {
  return chart.evaluate((svg) => {
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
}

for (const name of pageNames)
  test(`every chart of the ${name} comes to life, and its labels lie inside it`, { skip }, async () => {
    const { page } = pageOf('light', name);
    await enliven(page);
    for (const chart of await page.locator('.live svg').all()) {
      const { texts, out } = await textsOutside(chart);
      assert.ok(texts > 5);
      assert.deepEqual(out, []);
    }
  });

test('the numbers of points that lie close together do not cover each other', { skip }, async () => {
  const { page } = pageOf('light', 'comparison');
  await enliven(page);
  const figure = page.locator('figure', { hasText: 'What more load costs' }).first();
  const boxes = await figure
    .locator('.live .mark-text.role-mark text')
    .evaluateAll((nodes) =>
      nodes.map((node) => node.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x, y, width, height })),
    );
  assert.ok(boxes.length >= 12, String(boxes.length));
  // The box of a digit is half as high again as the digit.
  const touching = boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          Math.abs(one.x + one.width / 2 - other.x - other.width / 2) < (one.width + other.width) / 2 &&
          Math.abs(one.y + one.height / 2 - other.y - other.height / 2) < (one.height + other.height) / 3,
      ),
  );
  assert.deepEqual(touching, []);
});

/** Waits, frame by frame, until an expression gives nothing more that is wrong with the page. */
async function untilNone(page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((done, fail) => {
    const began = performance.now();
    const look = () => {
      const wrong = ${expression};
      if (wrong.length === 0) done();
      else if (performance.now() - began > 15_000) fail(new Error(wrong.join()));
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

// On a phone a long text behind a bar may want a little scrolling in the frame of its chart.
const notFitting = `[...document.querySelectorAll('.drawn.alive .chart')].flatMap((place) => {
  const widths = [...place.querySelectorAll('.live svg')].map((chart) => chart.getBoundingClientRect().width);
  const fits = widths.length === 1 && widths[0] <= Math.max(place.clientWidth + 1, ${phone.width});
  return fits ? [] : [place.closest('figure').textContent.slice(0, 40) + ' ' + widths + ' in ' + place.clientWidth];
})`;
const roundedWidths =
  "[...document.querySelectorAll('.drawn .live svg')].map((chart) => Math.round(chart.getBoundingClientRect().width))";

/** Waits until every chart fits its place, and gives how wide the pictures are. */
async function fittedWidths(page: Page): Promise<number[]> {
  await untilNone(page, notFitting);
  return page.evaluate<number[]>(roundedWidths);
}

for (const name of pageNames)
  test(`charts of the ${name} follow the window: narrower, printed, and as wide again`, { skip }, async () => {
    const { page } = pageOf('light', name);
    await enliven(page);
    const before = await fittedWidths(page);
    assert.ok(before.some((width) => width > phone.width));
    await page.setViewportSize(phone);
    const narrow = await fittedWidths(page);
    assert.ok(
      narrow.every((width) => width > 100 && width <= phone.width),
      narrow.join(),
    );
    for (const chart of await page.locator('.drawn .live svg').all())
      assert.deepEqual((await textsOutside(chart)).out, []);
    await asPrinted(page, async () => {
      assert.deepEqual(await cutOnPaper(page), []);
      assert.equal(await page.locator('.live svg').first().isVisible(), false);
      assert.equal(await page.locator('.still svg').first().isVisible(), true);
    });
    // On the way from paper to the wide window charts may fit a width between, so fitting alone is not the end.
    await untilNone(page, `${roundedWidths}.join() === '${before.join()}' ? [] : ${roundedWidths}`);
  });

/** Tables whose frames scroll, moved to their right end: does the first column stay, and what share of the frame is it? */
const movedTables = `[...document.querySelectorAll('.scroll:has(> table)')].flatMap((frame) => {
  if (frame.scrollWidth <= frame.clientWidth + 1) return [];
  frame.scrollLeft = frame.scrollWidth;
  const { left } = frame.getBoundingClientRect();
  const first = frame.querySelector('tbody td').getBoundingClientRect();
  return [{ isInPlace: Math.abs(first.left - left) <= 1, share: first.width / frame.clientWidth }];
})`;

test('on a phone engines stand side by side without scrolling, and what scrolls keeps its names in view', {
  skip,
}, async () => {
  const { page } = pageOf('light', 'comparison');
  await page.setViewportSize(phone);
  const beside = await page.evaluate<number[]>(
    "[...document.querySelectorAll('.scroll:has(> .beside)')].map((frame) => frame.scrollWidth - frame.clientWidth)",
  );
  assert.ok(beside.length > 0 && beside.every((tooMuch) => tooMuch <= 1), beside.join());
  const moved = await page.evaluate<{ isInPlace: boolean; share: number }[]>(movedTables);
  assert.ok(moved.length > 0);
  for (const { isInPlace, share } of moved) assert.ok(isInPlace && share < 0.5, `${isInPlace} ${share}`);
  await page.setViewportSize(wide);
});

test('a chart tells values under the pointer, shows a line alone, and zooms in and back', { skip }, async () => {
  const { page } = pageOf('light', 'report');
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
  const other = pageOf('light', 'comparison');
  const curves = other.page.locator('figure', { hasText: 'What more load costs' }).first();
  await curves.scrollIntoViewIfNeeded();
  await curves.locator('.live .role-legend-label text').first().click();
  await curves.locator('.live [opacity="0.07"]').first().waitFor();
});

test('a figure leads to the requests behind it, drawn one by one, and a table sorts by its head', {
  skip,
}, async () => {
  const onPhone = await openPage(browser, urls.report, { viewport: phone });
  opened.set('report on a phone', onPhone);
  const { page } = onPhone;
  await page.locator('a.sampled[href="#raw/throughput/run-1"]').first().click();
  await page.locator('figure[id="raw/throughput/run-1"] .live svg').waitFor();
  assert.equal(await page.locator('figure[id="raw/throughput/run-1"] .mark-symbol.role-mark path').count(), 3 * 140);
  const first = () => page.locator('table.sortable tbody td').first().textContent();
  await page.locator('table.sortable th button').first().click();
  assert.equal(await first(), 'json_struct/enforcement/run-1');
  await page.locator('table.sortable th button').first().click();
  assert.equal(await first(), 'throughput/run-3');
  const chart = page.locator('figure[id="raw/throughput/run-1"] .live svg');
  assert.ok(((await chart.boundingBox())?.width ?? 999) <= 400);
});

test('printed, the report has pages, with what is folded on the screen unfolded', { skip }, async () => {
  const { page } = pageOf('light', 'report');
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.ok((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length >= 4);
  await asPrinted(page, async () => {
    const shown = await page
      .locator('details table')
      .evaluateAll((nodes) =>
        nodes.map((node) => (node as unknown as { checkVisibility(): boolean }).checkVisibility()),
      );
    assert.ok(shown.length >= 12 && shown.every(Boolean), shown.join());
    assert.deepEqual(await cutOnPaper(page), []);
  });
});

test('a comparison has its answers first, no element that could act, and links to its runs only', {
  skip,
}, async () => {
  const { page } = pageOf('light', 'comparison');
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
});

test('printed, a comparison is not cut at the right', { skip }, async () => {
  const { page } = pageOf('light', 'comparison');
  await asPrinted(page, async () => assert.deepEqual(await cutOnPaper(page), []));
});

test('in all of that no page complained, and none asked for anything', { skip }, () => {
  for (const [name, { complaints, requests }] of opened) assert.deepEqual([complaints, requests], [[], []], name);
});
