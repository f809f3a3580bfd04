import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../domain/sample.ts';
import { exampleItem, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { comparePairs, pairSides } from './pairs.ts';

/** Requests whose TTFT and time per token differ from prompt to prompt, each `later` and `slower` by the same. */
function requests(count: number, later = 0, slower = 0, change: (index: number) => Partial<Sample> = () => ({})) {
  return Array.from({ length: count }, (_, index) => {
    const firstTokenUs = 20_000 + index * 5_000 + later;
    const lastTokenUs = firstTokenUs + 3 * (10_000 + index * 700 + slower);
    return exampleSample({ id: `r${index}`, firstTokenUs, lastTokenUs, outputTokens: 4, ...change(index) });
  });
}

function withCold(samples: Sample[], cold: (index: number) => boolean) {
  const items = samples.map(({ id }, index) => {
    const item = exampleItem(id);
    return [id, { ...item, meta: { ...item.meta, cold: cold(index) } }] as const;
  });
  return exampleSet(samples, { items: new Map(items) });
}

test('the cost is the median of the differences, so what differs between prompts falls out', () => {
  const constrained = requests(20, 3_000, 400);
  const pairs = comparePairs(pairSides(withCold(constrained, (index) => index < 8)), exampleSet(requests(20)));
  assert.deepEqual([pairs.asked, pairs.pairs, pairs.otherLength], [20, 20, 0]);
  const { ttftMs, tpotMs, coldTtftMs, warmTtftMs } = pairs;
  assert.deepEqual([ttftMs.count, ttftMs.difference, ttftMs.low, ttftMs.high], [20, 3, 3, 3]);
  assert.ok(Math.abs((tpotMs.difference ?? 0) - 0.4) < 1e-9);
  assert.equal((ttftMs.constrained ?? 0) - (ttftMs.free ?? 0), 3);
  assert.deepEqual([coldTtftMs.count, coldTtftMs.difference, warmTtftMs.count], [8, 3, 12]);
  assert.ok((pairs.tokensPerS.difference ?? 0) < 0);
});

test('only pairs in which both are ok count, whatever order they ended in', () => {
  const failed = (index: number): Partial<Sample> => (index % 4 === 0 ? { outcome: 'httpError' } : {});
  const constrained = requests(20, 1_000, 0, failed).toReversed();
  const free = requests(16, 0, 0, (index) => (index === 1 ? { outcome: 'timeout' } : {}));
  const pairs = comparePairs(pairSides(exampleSet(constrained)), exampleSet(free));
  assert.deepEqual([pairs.asked, pairs.pairs, pairs.ttftMs.difference], [16, 11, 1]);
});

test('answers of other lengths are counted, and with unknown tokens the metrics that need them have no pair', () => {
  const lengths = (index: number): Partial<Sample> =>
    index < 3 ? { outputTokens: 9 } : index < 5 ? { outputTokens: null } : {};
  const pairs = comparePairs(pairSides(exampleSet(requests(12, 0, 0, lengths))), exampleSet(requests(12)));
  assert.deepEqual(
    [pairs.otherLength, pairs.outputTokens.count, pairs.tpotMs.count, pairs.ttftMs.count],
    [3, 10, 10, 12],
  );
});

test('too few pairs give no number', () => {
  const pairs = comparePairs(pairSides(exampleSet(requests(5, 1_000))), exampleSet(requests(5)));
  assert.deepEqual(pairs.ttftMs, { count: 5, constrained: null, free: null, difference: null, low: null, high: null });
});
