import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkItem } from '../domain/load-plan.ts';
import { exampleCell, exampleItem, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { computeStatistics } from './compute.ts';
import { judge } from './judge.ts';

type Got = { inputTokens: number | null; outputTokens: number | null };

/** Requests that asked for 50 tokens in and 4 out, and what the server told. */
function measured(told: Got[], counted: 'exactly' | 'about' = 'exactly') {
  const samples = told.map((got, index) => exampleSample({ id: `r${index}`, ...got }));
  const asked = { inputTokens: 50, outputTokens: 4, counted };
  const items = new Map(
    samples.map(({ id }): [string, WorkItem] => {
      const item = exampleItem(id);
      return [id, { ...item, meta: { ...item.meta, asked } }];
    }),
  );
  const set = exampleSet(samples, { items });
  const plan = examplePlan([exampleCell()]);
  const statistics = computeStatistics(exampleCell(), plan, set);
  const rule = judge(statistics, set, plan).rules.find((one) => one.rule === 'LENGTHS_MISSED');
  return { lengths: statistics.lengths, rule };
}

test('lengths told are compared with those asked, request by request', () => {
  const { lengths, rule } = measured([
    { inputTokens: 50, outputTokens: 4 },
    { inputTokens: 53, outputTokens: 4 },
    { inputTokens: 48, outputTokens: null },
  ]);
  assert.deepEqual(lengths?.input, {
    ...{ asked: { min: 50, mean: 50, max: 50 }, got: { min: 48, mean: 151 / 3, max: 53 } },
    ...{ requests: 3, told: 3, asAsked: 1, meanOff: 1 / 3, mostOff: 3 },
  });
  assert.deepEqual([lengths?.output?.told, lengths?.output?.asAsked, lengths?.output?.mostOff], [2, 2, 0]);
  assert.equal(rule?.state, 'WARN');
  assert.match(rule?.measured ?? '', /prompts: 2 of 3 differ, at most 3 tokens; answers: 0 of 2 differ/);
});

test('estimated prompts are held to their mean, answers to every one', () => {
  const spread = [48, 52].map((inputTokens) => ({ inputTokens, outputTokens: 4 }));
  assert.equal(measured(spread, 'about').rule?.state, 'VALID');
  assert.equal(measured([{ inputTokens: 60, outputTokens: 4 }], 'about').rule?.state, 'WARN');
  assert.equal(measured([{ inputTokens: 50, outputTokens: 3 }], 'about').rule?.state, 'WARN');
});

test('a server that tells no lengths is a warning, and a test that asks for none is not checked', () => {
  assert.equal(measured([{ inputTokens: null, outputTokens: null }]).rule?.state, 'WARN');
  const sample = exampleSample();
  const set = exampleSet([sample]);
  const statistics = computeStatistics(exampleCell(), examplePlan(), set);
  assert.equal(statistics.lengths, null);
});
