import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCell } from '../testing/example-cell.ts';
import { exampleResult, exampleSamples, measuredExample } from '../testing/example-result.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { resultTable } from './result-table.ts';

test('the table has a line a cell below its head, in columns', () => {
  const cells = [140, 8].map((count, index) => {
    const repeat = index + 1;
    const measured = measuredExample(exampleCell({ id: `throughput/run-${repeat}`, repeat }), exampleSamples(count));
    const state = repeat === 1 ? ('VALID' as const) : ('WARN' as const);
    return { ...measured, verdict: { ...measured.verdict, state } };
  });
  assert.equal(
    resultTable(exampleResult(cells)),
    [
      'engine  test              requests   ok  tokens/s      TTFT p50/p95 ms      TPOT p50/p95 ms  verdict',
      'sim     throughput/run-1       140  140      66.7          23.5 / 26.6          10.0 / 10.0  VALID',
      'sim     throughput/run-2         8    8      68.0  20.2 / insufficient  10.0 / insufficient  WARN',
    ].join('\n'),
  );
});

test('a cell without samples shows "–", not 0 and not a number', () => {
  const failed = exampleSamples(3).map((sample) => {
    const never = { firstTokenUs: null, lastTokenUs: null, outputTokens: null, chunks: 0, gapsUs: [] };
    return { ...sample, ...never, outcome: 'httpError' as const };
  });
  const [, line] = resultTable(exampleResult([measuredExample(exampleCell(), failed)])).split('\n');
  assert.equal(line?.replaceAll(/ {2,}/g, '|'), 'sim|throughput/run-1|3|0|–|– / –|– / –|INVALID');
});

test('a name from outside is text in the table and takes one line', () => {
  for (const text of hostileTexts) {
    const table = resultTable(exampleResult([measuredExample(exampleCell({ id: text }), exampleSamples(8))]));
    assert.equal(table.split('\n').length, 2, JSON.stringify(text));
    assert.doesNotMatch(table, /[^\P{Cc}\n]|[\u2028\u202e\u2066]/u);
  }
});
