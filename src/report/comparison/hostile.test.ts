import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Comparison } from '../../domain/comparison.ts';
import { plainText } from '../../domain/plain-text.ts';
import { exampleCells, exampleComparison, exampleRunInput } from '../../testing/example-comparison.ts';
import { hostileTexts } from '../../testing/hostile-texts.ts';
import { decoded, invisible, lineKinds, skeleton, tag } from '../../testing/page-skeleton.ts';
import { specWith } from '../../testing/spec-with.ts';
import { testWorld } from '../../testing/test-world.ts';
import { mapTexts } from '../map-texts.ts';
import { renderSvgs } from '../render-chart.ts';
import { comparisonCharts } from './charts.ts';
import { type ComparedResult, comparedResultsCsv, rankingsCsv } from './csv.ts';
import { comparisonPages } from './write-comparison.ts';

const world = testWorld();
const base = exampleComparison({ missing: ['alpha'], order: [{ round: 1, engine: 'alpha' }] });
/** Words of ours that decide how a page is built; all other texts of a comparison may come from outside. */
const ours =
  /^(?:VALID|WARN|INVALID|measured|failed|notRun|work|machine|environment|higher|lower|complete|partial|all|some|none|runs|interval|steady|whole|schema|throughput|json_struct|low_latency)$|^[a-z]+[A-Z0-9]\w*$|^(?:ms|share|bytes|tokens|tokens\/s|requests\/s|J)$/;

/** A comparison in which every text that is not ours is `text`; of engines with a number, so that they stay apart. */
function comparisonWith(text: string, nameOf = (index: number) => `${text} ${index}`): Comparison {
  const names = new Map(base.engines.map(({ engine }, index) => [engine, nameOf(index)]));
  const changed = mapTexts(base, (word) => names.get(word) ?? (ours.test(word) ? word : text));
  const error = { code: text, message: text, hint: text, at: text };
  const engines = changed.engines.map((one) => ({
    ...one,
    why: text,
    version: text,
    runs: one.runs.map((run) => ({ ...run, error, folder: `../${text}` })),
  }));
  const values = engines.map(({ engine }) => ({ engine, value: text }));
  const tests = changed.tests.map((one, index) => ({
    ...one,
    level: `${text} ${index}`,
    engines: one.engines.map((tested) => ({
      ...tested,
      cells: tested.cells.map((cell) => ({ ...cell, folder: `../${text}` })),
      broken: [text],
    })),
    rankings: one.rankings.map((ranking) => ({ ...ranking, notRanked: [{ engine: text, reason: text }] })),
  }));
  return { ...changed, engines, tests, differences: [{ kind: 'work', what: 'model', values }] };
}

/** A result for each run of a comparison, with this text in each of its rules. */
function resultsWith({ engines }: Comparison, text: string): ComparedResult[] {
  const rule = { rule: text, state: 'WARN' as const, measured: text, limit: text, advice: text };
  const [first] = exampleCells(0, 6);
  const cells = first === undefined ? [] : [{ ...first, verdict: { ...first.verdict, cell: text, rules: [rule] } }];
  const { result } = exampleRunInput('alpha', cells);
  return engines.flatMap(({ runs }) =>
    result === null ? [] : runs.map(({ folder, round }) => ({ folder, round, result })),
  );
}

function pagesWith(text: string): Promise<{ html: string; markdown: string }> {
  const charts = [{ title: text, caption: text, svg: '<svg></svg>', spec: specWith(text), file: 'one.png' }];
  const comparison = comparisonWith(text);
  return comparisonPages(comparison, resultsWith(comparison, text), mapTexts(charts, plainText), world);
}

let harmless: { html: string; markdown: string };
before(async () => {
  harmless = await pagesWith('harmless');
});

/** Charts of engines with these names; every other text is the first of them. */
function chartsWith(names: string[]): Promise<string[]> {
  const comparison = comparisonWith(names[0] ?? '', (index) => `${names[index % names.length]} ${index}`);
  // Without its own level no test has a load level to draw.
  const tests = comparison.tests.map((one, index) => ({ ...one, level: base.tests[index]?.level ?? '' }));
  return renderSvgs(comparisonCharts({ ...comparison, tests }, []).map(({ spec }) => spec));
}

test('every hostile text as the name of an engine comes out as text in the charts of a comparison', async () => {
  const harmlessCharts = await chartsWith(['harmless']);
  assert.equal(harmlessCharts.length, 3);
  const three = base.engines.length;
  // Drawing takes its time: each comparison holds as many of the texts as it has engines.
  for (let index = 0; index < hostileTexts.length; index += three) {
    const charts = await chartsWith(hostileTexts.slice(index, index + three));
    for (const [place, svg] of charts.entries()) {
      assert.deepEqual(skeleton(svg), skeleton(harmlessCharts[place] ?? ''), hostileTexts[index]);
      assert.doesNotMatch(svg.replaceAll(tag, ''), /</);
      assert.doesNotMatch(svg, invisible);
    }
  }
});

for (const text of hostileTexts) {
  test(`${JSON.stringify(text)} in every free field of a comparison comes out as text`, async () => {
    const { html, markdown } = await pagesWith(text);
    assert.deepEqual(skeleton(html), skeleton(harmless.html), 'the HTML has other elements or attributes');
    const texts = html.slice(html.indexOf('<body>')).replaceAll(tag, '\n');
    assert.doesNotMatch(texts, /</, 'the HTML has markup that is no tag');
    assert.ok(decoded(texts).split(plainText(text)).length > 40, 'the HTML does not show the text');
    assert.deepEqual(lineKinds(markdown), lineKinds(harmless.markdown), 'the Markdown has another structure');
    assert.doesNotMatch(html + markdown, invisible);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => decoded(link ?? ''));
    assert.ok(links.length > 0);
    assert.deepEqual(
      links.filter(
        (link) => !/^(?:#[\w-]+|\.\.\/[\w.~!*'()%-]*(?:\/[\w.~!*'()%-]*)*(?:#[\w.~!*'()%/-]+)?)$/.test(link),
      ),
      [],
    );
  });

  test(`${JSON.stringify(text)} is no formula and splits no row of a CSV file of a comparison`, () => {
    const { result } = exampleRunInput('alpha', exampleCells(0, 6));
    assert.ok(result);
    result.config.model.name = text;
    const rankings = rankingsCsv(comparisonWith(text));
    const results = comparedResultsCsv([{ folder: text, round: 1, result }]);
    assert.equal(rankings.split('\n').length, rankingsCsv(comparisonWith('harmless')).split('\n').length);
    assert.equal(results.trimEnd().split('\n').length, 6);
    assert.doesNotMatch(rankings + results, /[^\P{Cc}\n]|(?:^|,)"?[=+\-@\uff1d](?![\d.])/mu);
  });
}
