import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EngineResult } from '../domain/engine-result.ts';
import { seededRandom } from '../domain/random.ts';
import { exampleCell } from '../testing/example-cell.ts';
import { exampleResult, exampleSamples, measuredExample, writeRunFolder } from '../testing/example-result.ts';
import { withoutScript } from '../testing/page-skeleton.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { writeReport } from './write-report.ts';

const world = testWorld();

async function reported(result: EngineResult, options: { gpu?: boolean } = {}) {
  const folder = temporaryFolder();
  writeRunFolder(folder, result, options);
  const paths = await writeReport(folder, result, world);
  return { folder, html: readFileSync(paths.html, 'utf8'), markdown: readFileSync(paths.markdown, 'utf8') };
}

function bytesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
}

test('report.html is one file: one script of ours, nothing fetched, forbidden to try, below 3 MB', async () => {
  const { html } = await reported(exampleResult());
  const page = withoutScript(html);
  assert.doesNotMatch(page, /<script|\son[a-z]+\s*=|javascript:/i);
  assert.doesNotMatch(page, /<(?:link|img|iframe|object|embed|base|form|video|audio)\b/i);
  const links = [...page.matchAll(/\s(?:xlink:)?(?:href|src)="([^"]*)"/g)].map(([, target]) => target ?? '');
  assert.deepEqual(
    links.filter((target) => !target.startsWith('#')),
    [],
  );
  assert.doesNotMatch(page, /url\((?!["']?#)|@import/);
  assert.ok(html.length < 3e6, `${html.length} bytes`);
  for (const name of ['vega, ', 'vega-interpreter', 'd3-scale', 'Mike Bostock']) assert.ok(html.includes(name), name);
});

test('every link inside report.html leads somewhere, and each cell has one', async () => {
  const { html } = await reported(exampleResult());
  const targets = [...withoutScript(html).matchAll(/<a href="#([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(targets.filter((id) => html.includes(`<article id="${id}"`))).size, 6);
  for (const id of targets) assert.ok(html.includes(` id="${id}"`), id);
});

/** Cells of throughput at several load levels, each run twice. */
function levelCells(levels: number[]) {
  return levels.flatMap((concurrency) =>
    [1, 2].map((repeat) => {
      const shape = { kind: 'concurrency', concurrency } as const;
      const cell = exampleCell({ id: `throughput/c${concurrency}/run-${repeat}`, repeat, shape });
      return measuredExample(cell, exampleSamples(140));
    }),
  );
}

test('figures of cards and of tables by level lead to the cells and runs behind them', async () => {
  const { html } = await reported(exampleResult(levelCells([1, 2])));
  const page = withoutScript(html);
  const card = page.slice(page.indexOf('<div class="card">'), page.indexOf('</section>'));
  const figures = [...card.matchAll(/<p class="figure"><b>(.*?)<\/b>/g)].map(([, figure]) => figure);
  assert.ok(figures.length >= 2);
  for (const figure of figures) assert.match(figure ?? '', /^<a class="sampled" href="#throughput\/c\d\/run-\d">/);
  assert.match(
    card,
    /from <a class="sampled" href="#throughput\/c1\/run-1">.* · <a [^>]*href="#throughput\/c1\/run-2">/,
  );
  const section = page.slice(page.indexOf('id="test-throughput"'));
  const rows = [...section.slice(0, section.indexOf('</table>')).matchAll(/<tr><td>.*?<\/tr>/gs)].map(([row]) => row);
  assert.equal(rows.length, 2);
  for (const [index, row] of rows.entries()) {
    const cells = [...row.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => cell ?? '').slice(1, -1);
    for (const cell of cells.filter((text) => text !== '–'))
      assert.ok(cell.startsWith(`<a class="sampled" href="#runs/throughput/c${index + 1}">`), cell);
  }
  for (const [, id] of page.matchAll(/<a [^>]*href="#([^"]+)"/g)) assert.ok(html.includes(` id="${id}"`), id);
});

test('a report of 12 cells with 3,000 requests each is below 3 MB', async () => {
  const result = exampleResult(levelCells([1, 2, 4, 8, 16, 32]));
  const folder = temporaryFolder();
  writeRunFolder(folder, result);
  const random = seededRandom(7);
  const samples = exampleSamples(3_000);
  for (const { statistics } of result.benchmarks.throughput) {
    const lines = samples.map(({ lastTokenUs, endUs, ...one }) => {
      const later = Math.floor(random() * 90_000);
      return JSON.stringify({ ...one, lastTokenUs: (lastTokenUs ?? 0) + later, endUs: (endUs ?? 0) + later });
    });
    writeFileSync(join(folder, statistics.cell.id, 'requests.jsonl'), lines.join('\n'));
  }
  const html = readFileSync((await writeReport(folder, result, world)).html, 'utf8');
  assert.equal((html.match(/of 3,000 ok requests: drawn/g) ?? []).length, 12);
  assert.ok(html.length < 3e6, `${html.length} bytes`);
});

test('a report written twice is the same to the byte', async () => {
  const { folder } = await reported(exampleResult());
  const first = bytesOf(folder);
  await writeReport(folder, exampleResult(), world);
  const second = bytesOf(folder);
  assert.ok([...first.keys()].filter((name) => /report|charts|benchmark_results/.test(name)).length >= 17);
  for (const [name, bytes] of first) assert.ok(second.get(name)?.equals(bytes), name);
  assert.equal(second.size, first.size);
});

test('a partial run says PARTIAL at the top of both reports', async () => {
  const missing = [{ cell: 'low_latency/run-1', why: 'requests.jsonl holds 3 of 6 records' }];
  const { html, markdown } = await reported({ ...exampleResult(), missing });
  const words = /PARTIAL: 1 of 6 cells are missing below: low_latency\/run-1 \(requests.jsonl holds 3 of 6 records\)/;
  assert.match(html.slice(0, html.indexOf('<section')), words);
  assert.match(markdown.slice(0, markdown.indexOf('\n## ')), words);
});

test('pictures that leave the report say SIMULATED too', async () => {
  const { folder } = await reported(exampleResult());
  for (const name of readdirSync(join(folder, 'charts')).filter((file) => file.endsWith('.svg')))
    assert.match(readFileSync(join(folder, 'charts', name), 'utf8'), /SIMULATED/, name);
});

test('a chart that the data no longer fill goes when the report is made again', async () => {
  const { folder } = await reported(exampleResult());
  assert.ok(readdirSync(join(folder, 'charts')).includes('startup.png'));
  const without = exampleResult(undefined, { run: { startup: [] } });
  writeRunFolder(folder, without);
  await writeReport(folder, without, world);
  const left = readdirSync(join(folder, 'charts')).filter((name) => name.startsWith('startup'));
  assert.deepEqual(left, []);
});

test('the Markdown report shows a picture for each chart on disk, and no other', async () => {
  const { folder, markdown } = await reported(exampleResult(), { gpu: true });
  const shown = [...markdown.matchAll(/!\[[^\]]*\]\(charts\/([^)]+)\)/g)].map(([, name]) => name);
  const onDisk = readdirSync(join(folder, 'charts')).filter((name) => name.endsWith('.png'));
  assert.deepEqual(shown.toSorted(), onDisk.toSorted());
  assert.equal(shown.length, 15);
});

/** Line numbers of the Markdown whose table breaks a rule: blank lines around, one width, a rule below the head. */
function brokenTables(markdown: string): string[] {
  const lines = markdown.split('\n');
  const columns = (line: string) => line.replaceAll(/\\\\|\\\|/g, '').split('|').length - 2;
  const inTable = (index: number) => lines[index]?.startsWith('|') === true;
  return lines.flatMap((line, index) => {
    if (!inTable(index)) return [];
    const first = !inTable(index - 1);
    const faults = [
      first && lines[index - 1] !== '' ? 'no blank line before' : '',
      first && !/^(\| :?-+:? )+\|$/.test(lines[index + 1] ?? '') ? 'no rule below its head' : '',
      !inTable(index + 1) && lines[index + 1] !== '' ? 'no blank line after' : '',
      !first && columns(line) !== columns(lines[index - 1] ?? '') ? 'another width than the line before' : '',
    ].filter((fault) => fault !== '');
    return faults.map((fault) => `line ${index + 1}: ${fault}: ${line}`);
  });
}

test('tables of the Markdown report stand apart, each as wide as its head', async () => {
  const { markdown } = await reported(exampleResult());
  assert.deepEqual(brokenTables(markdown), []);
  assert.ok(markdown.split('\n').filter((line) => /^\| :?-/.test(line)).length >= 15);
});

test('the Markdown report reads well as text: no blank runs, no trailing spaces, no HTML, no leftovers', async () => {
  const { markdown } = await reported(exampleResult());
  assert.doesNotMatch(markdown, /\n{3,}|[ \t]+\n|&(?:amp|quot|#)|\{\{|undefined|NaN|\[object/);
  const blocks = markdown.split('\n');
  for (const [index, line] of blocks.entries()) {
    if (/^#+ /.test(line)) assert.deepEqual([blocks[index + 1], index === 0 ? '' : blocks[index - 1]], ['', ''], line);
  }
});

test('both reports begin with the figure of each test', async () => {
  const { html, markdown } = await reported(exampleResult());
  assert.ok(html.indexOf('class="card"') < html.indexOf('<table'));
  assert.match(markdown.slice(0, markdown.indexOf('\n|')), /- \*\*Throughput: [\d.,]+ output tokens\/s\*\*/);
});
