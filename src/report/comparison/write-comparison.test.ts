import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { Comparison } from '../../domain/comparison.ts';
import { absentEngine } from '../../run/absent-engine.ts';
import { compareRuns, remakeComparison } from '../../run/compare-runs.ts';
import type { RunInput } from '../../stats/comparison/contestants.ts';
import { examplePlan } from '../../testing/example-cell.ts';
import {
  exampleCells,
  exampleHead,
  exampleRunInput,
  failedRunInput,
  writeComparedRun,
} from '../../testing/example-comparison.ts';
import { exampleMeasured } from '../../testing/example-result.ts';
import { withoutScript } from '../../testing/page-skeleton.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { testWorld } from '../../testing/test-world.ts';
import { comparisonView } from './view.ts';

const world = testWorld();
const json = exampleMeasured(20).filter(({ statistics }) => statistics.cell.test === 'json_struct');
const three = [
  exampleRunInput('alpha', [...exampleCells(0), ...json]),
  exampleRunInput('beta', [...exampleCells(300), ...json]),
  failedRunInput('gamma'),
];

async function written(inputs: RunInput[] = three) {
  const resultsDir = temporaryFolder();
  const { engine } = examplePlan();
  const absent = [absentEngine({ engine: { ...engine, name: 'delta' }, model: null }, 'notRun', 'no GPU was found')];
  const folders = inputs.map((input) => writeComparedRun(resultsDir, input));
  const made = await compareRuns(folders, { ...exampleHead(), absent }, resultsDir, world);
  const read = (name: string) => readFileSync(join(made.folder, name), 'utf8');
  return { ...made, resultsDir, read };
}

const reports = ['../run_alpha_1/report.html', '../run_beta_1/report.html'];
const files = [
  ...['analysis.ipynb', 'benchmark_report.md', 'benchmark_report.txt', 'benchmark_results.csv'],
  ...['benchmark_summary.json', 'json_validity.png', 'json_validity.svg'],
  ...['performance_comparison.png', 'performance_comparison.svg'],
  ...['performance_rankings.csv', 'report.html', 'scaling.png', 'scaling.svg', 'summary.json'],
  ...['throughput_latency.png', 'throughput_latency.svg', 'tpot_distribution.png', 'tpot_distribution.svg'],
  ...['ttft_distribution.png', 'ttft_distribution.svg'],
];

test('a comparison folder holds page, text, tables, charts and summary, and is named for what it is', async () => {
  const { folder } = await written();
  assert.deepEqual(readdirSync(folder).sort(), files);
  assert.match(basename(folder), /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_comparison$/);
});

test('made again from its run folders it is the same to the byte', async () => {
  const { folder } = await written();
  const bytes = () => files.map((name) => readFileSync(join(folder, name)));
  const first = bytes();
  await remakeComparison(folder, world);
  for (const [index, again] of bytes().entries()) assert.ok(first[index]?.equals(again), files[index]);
});

test('a comparison of the first form, whose figures are medians, is made again from its runs', async () => {
  const { folder, read } = await written();
  const first = read('summary.json');
  const { version: _version, ...now } = JSON.parse(first);
  const spreads = (text: string) =>
    text.replaceAll(/"(?:mean-interval|range)"/g, '"runs"').replaceAll(/"starts": *\d+,?/g, '');
  writeFileSync(join(folder, 'summary.json'), spreads(JSON.stringify({ version: 1, ...now }, null, 2)));
  await remakeComparison(folder, world);
  assert.equal(read('summary.json'), first);
});

test('a comparison of a later form is refused with what to do', async () => {
  const { folder, read } = await written();
  const later = { ...JSON.parse(read('summary.json')), version: 3 };
  writeFileSync(join(folder, 'summary.json'), JSON.stringify(later));
  await assert.rejects(remakeComparison(folder, world), /is version 3; this Dyno reads up to version 2/);
});

test('a comparison whose run folder is gone says which', async () => {
  const { folder, resultsDir } = await written();
  rmSync(join(resultsDir, 'run_beta_1'), { recursive: true });
  await assert.rejects(remakeComparison(folder, world), /run_beta_1/);
});

test('the page is one file with one script of ours; links out of it lead to the reports of its runs', async () => {
  const { html, read } = await written();
  const page = withoutScript(readFileSync(html, 'utf8'));
  assert.doesNotMatch(page, /<script|\son[a-z]+\s*=|javascript:|url\((?!["']?#)|@import/i);
  assert.doesNotMatch(page, /<(?:link|img|iframe|object|embed|base|form|video|audio)\b/i);
  const links = [...page.matchAll(/\s(?:xlink:)?(?:href|src)="([^"]*)"/g)].map(([, link]) => link ?? '');
  const out = links.filter((link) => !link.startsWith('#')).map((link) => link.split('#'));
  assert.deepEqual([...new Set(out.map(([file]) => file))].toSorted(), reports);
  // A figure leads to its cell, a verdict to its rules.
  const places = new Set(out.map(([, place]) => place));
  for (const place of ['throughput/c2/run-1', 'low_latency/run-1', 'json_struct/run-1', 'validity'])
    assert.ok(places.has(place), place);
  for (const text of [page, read('benchmark_report.md')]) {
    assert.ok(text.indexOf('SIMULATED') < text.indexOf('alpha leads') || !text.includes('alpha leads'));
    assert.match(text, /SIMULATED/);
    for (const shown of ['gamma', 'ENGINE_EXITED', 'no GPU was found', 'PARTIAL'])
      assert.ok(text.includes(shown), shown);
  }
});

test('pictures that leave the page say SIMULATED too', async () => {
  const { read } = await written();
  for (const name of files.filter((file) => file.endsWith('.svg'))) assert.match(read(name), /SIMULATED/, name);
});

test('the tables have all cells of all engines, and a line for every engine in every ranking', async () => {
  const { read, comparison } = await written();
  const results = read('benchmark_results.csv').trimEnd().split('\n');
  assert.equal(results.length, 1 + 2 * (5 + json.length));
  assert.match(results[0] ?? '', /^engine,model,test,.*,round,run_folder$/);
  const rankings = read('performance_rankings.csv').trimEnd().split('\n');
  const all = comparison.tests.flatMap((one) => one.rankings.map((each) => ({ test: one.test, ...each })));
  const places = all.map(({ test: of, ranked, notRanked }) => ({ of, names: [...ranked, ...notRanked] }));
  assert.equal(rankings.length, 1 + places.flatMap(({ names }) => names).length);
  for (const { of, names } of places) {
    // gamma's plan had no json_struct; of the other tests it has no figures, and that is said.
    const wanted = of === 'json_struct' ? ['alpha', 'beta'] : ['alpha', 'beta', 'gamma'];
    assert.deepEqual(names.map(({ engine }) => engine).sort(), wanted);
  }
  const lost = all.flatMap(({ notRanked }) => notRanked.filter(({ engine }) => engine === 'gamma'));
  assert.ok(lost.every(({ reason }) => /^no figures: .*: it was not measured to its end$/.test(reason)));
});

test('with one load level there is no chart of levels', async () => {
  const cells = (slower: number) =>
    exampleCells(slower).filter(({ statistics }) => !statistics.cell.id.includes('/c8/'));
  const { folder } = await written([exampleRunInput('alpha', cells(0)), exampleRunInput('beta', cells(300))]);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('throughput_latency')),
    [],
  );
});

function leads(comparison: Comparison): string[] {
  return comparisonView(comparison, []).answers.map(({ title, lead, rest }) => `${title}: ${lead}, ${rest}`);
}

test('the answers name the leader with its margin, a tie as a tie, and say why nothing can be said', async () => {
  const slow = exampleRunInput('beta', exampleCells(9_000));
  const [work, quick, , cost] = leads((await written([three[0], slow] as RunInput[])).comparison);
  assert.equal(work, 'Most work within the limits: tie of alpha and beta, no difference shown by goodput');
  assert.equal(
    quick,
    'Quickest answers to a person: alpha, TTFT p50 23.5 ms, 28 % less time than beta (24 % to 31 % by their intervals); ' +
      'first or level in all 4 figures that decide',
  );
  assert.equal(cost, 'Cheapest tokens: cannot say, no price of a GPU hour is set');
  const [alone] = leads((await written([three[0]] as RunInput[])).comparison);
  assert.match(
    alone ?? '',
    /^Most work within the limits: cannot say, fewer than two engines can be ranked: not ranked are alpha/,
  );
});

test('the text page says what the Markdown page says, in lines of 80 columns that only long words overrun', async () => {
  const text = (await written()).read('benchmark_report.txt');
  for (const shown of ['gamma', 'ENGINE_EXITED', 'SIMULATED', 'PARTIAL', 'Most work within the limits'])
    assert.ok(text.includes(shown), shown);
  const long = text.split('\n').filter((line) => [...line].length > 80);
  assert.deepEqual(
    long.filter((line) => line.trim().includes(' ')),
    [],
  );
});

test('README.md names every file of a comparison folder, and no other', async () => {
  const readme = readFileSync(join(world.root, 'README.md'), 'utf8');
  const block = /_comparison\/\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const words = block.split(/\s+/).filter((word) => word !== '');
  const names = words.map((word, index) =>
    word === '.svg' ? (words[index - 1] ?? '').replace(/\.png$/, '.svg') : word,
  );
  assert.deepEqual(names.toSorted(), files.toSorted());
  for (const name of files.filter((file) => !file.endsWith('.svg'))) assert.ok(readme.includes(`\`${name}\``), name);
});

test('summary.json has the same bytes under its other name', async () => {
  const { read } = await written();
  assert.equal(read('benchmark_summary.json'), read('summary.json'));
});

test('different models are told before anything else is', async () => {
  const { model } = examplePlan();
  const other = exampleRunInput('beta', exampleCells(0), { plan: { hash: 'b', model: { ...model, name: 'small' } } });
  const { banners } = comparisonView((await written([three[0] as RunInput, other])).comparison, []);
  assert.ok(
    banners.includes('Different models: not a comparison of engines. alpha: dyno-sim; beta: small.'),
    banners.join('\n'),
  );
});

test('a comparison of nothing but failed engines still says why', async () => {
  const { read, comparison } = await written([failedRunInput('alpha'), failedRunInput('beta')]);
  assert.deepEqual(comparison.tests, []);
  assert.match(read('report.html'), /ENGINE_EXITED/);
  assert.equal(read('benchmark_results.csv'), '\n');
});
