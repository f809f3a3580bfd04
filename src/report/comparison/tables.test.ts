import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../stats/comparison/compare.ts';
import { exampleCells, exampleComparison, exampleHead, exampleRunInput } from '../../testing/example-comparison.ts';
import { unknown } from '../format.ts';
import { valueText } from './figure-text.ts';
import { answers } from './recommendations.ts';
import { tables } from './tables.ts';

const comparison = exampleComparison();
const engines = ['alpha', 'beta', 'gamma'];

test('every figure of a comparison leads to a cell in the report of its engine, several runs to each of theirs', () => {
  const shown = tables(comparison);
  assert.ok(shown.length >= 2);
  for (const [index, { title, rows }] of shown.entries())
    for (const { name, cells } of rows)
      for (const [place, { value, href, links }] of cells.entries()) {
        const where = [title, name, value, href].join(' | ');
        const runs = comparison.tests[index]?.engines[place]?.cells ?? [];
        const isRuns = name === 'runs' && runs.length > 1;
        const targets = isRuns ? links.map((link) => link.href) : [href];
        assert.equal(targets.length, isRuns ? runs.length : 1, where);
        const own = runs.map(({ cell }) => cell);
        for (const target of targets) {
          if (value === unknown) assert.equal(target, '', where);
          else {
            assert.ok(target.startsWith(`../run_${engines[place]}_1/report.html#`), where);
            assert.ok(
              own.some((cell) => target.endsWith(`#${cell}`)),
              where,
            );
          }
        }
      }
});

test('an answer that names an engine leads to its figure, each place of a finding to its own, and no answer nowhere', () => {
  const runs = [exampleRunInput('alpha', exampleCells(0)), exampleRunInput('gamma', exampleCells(90_000))];
  const found = answers(compare(runs, exampleHead())).answers;
  assert.deepEqual(
    found.map(({ lead, href }) => [lead, href]),
    [
      ['alpha', '../run_alpha_1/report.html#throughput/c2/run-1'],
      ['alpha', '../run_alpha_1/report.html#low_latency/run-1'],
      ['cannot say', ''],
      ['cannot say', ''],
      ['cannot say', ''],
    ],
  );
  const places = found.flatMap(({ findings }) => findings.flatMap((finding) => finding.places));
  assert.ok(places.length >= 4);
  for (const { text, href } of places) {
    const name = ['alpha', 'gamma'].find((engine) => text.includes(engine));
    assert.ok(name !== undefined && href.startsWith(`../run_${name}_1/report.html#`), `${text} | ${href}`);
  }
});

test('a time below what clocks here can tell is said to be below it', () => {
  assert.deepEqual([valueText(0.0004, 'ms'), valueText(0.002, 'ms'), valueText(0, 'ms')], ['< 0.001', '0.00200', '0']);
});
