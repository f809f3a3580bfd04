import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from '../../domain/difference.ts';
import { breaks, failRule, hidden } from './fail-on.ts';

const metrics = ['outputTokensPerS', 'ttftP99Ms'];

function difference(change: Partial<Difference>): Difference {
  const head = { metric: 'ttftP99Ms', title: 'TTFT p99', unit: 'ms', better: 'lower', test: 'throughput' } as const;
  const figures = { a: 100, b: 107, runs: { a: 3, b: 3 }, relative: 0.07, low: 0.06, high: 0.08, minEffect: 0.01 };
  const answer = { method: 'welch', p: 0, pAdjusted: 0, answer: 'slower', why: '' } as const;
  return { ...head, id: 'throughput', level: '8 in flight', ...figures, ...answer, ...change };
}

test('a rule is written as people write metrics, and what is none is refused', () => {
  for (const text of ['ttft_p99>10%', 'ttftP99Ms > 10 %', 'TTFT-p99-ms>10.0%'])
    assert.deepEqual([failRule(text, metrics)?.metric, failRule(text, metrics)?.above], ['ttftP99Ms', 0.1], text);
  assert.deepEqual(failRule('regression>5%', metrics), { metric: null, above: 0.05, text: 'regression>5%' });
  for (const text of ['regression', 'regression>5', 'ttft_p98>5%', '>5%', 'regression<5%', 'regression>-5%'])
    assert.equal(failRule(text, metrics), null, text);
});

test('a rule is broken by a regression that is shown and beyond it, of its own metric', () => {
  const any = failRule('regression>5%', metrics);
  const rate = failRule('output_tokens_per_s>5%', metrics);
  assert.ok(any !== null && rate !== null);
  assert.equal(breaks(any, difference({})), true);
  assert.equal(breaks(any, difference({ relative: 0.04 })), false);
  assert.equal(breaks(any, difference({ answer: 'no difference shown' })), false);
  assert.equal(breaks(any, difference({ answer: 'faster', relative: -0.2 })), false);
  assert.equal(breaks(rate, difference({})), false);
  assert.equal(breaks(rate, difference({ metric: 'outputTokensPerS', better: 'higher', relative: -0.07 })), true);
});

test('where a regression beyond a rule may hide is counted: intervals that reach beyond it, and figures without one', () => {
  const rule = failRule('regression>5%', metrics);
  assert.ok(rule !== null);
  const unshown = { answer: 'no difference shown', relative: 0.01, low: -0.01, high: 0.03 } as const;
  assert.equal(hidden(rule, [difference({}), difference(unshown)]), null);
  const wide = difference({ ...unshown, low: -0.3, high: 0.4 });
  const lost = difference({ ...unshown, metric: 'outputTokensPerS', better: 'higher', low: -0.06, high: 0.3 });
  const gain = difference({ ...unshown, metric: 'outputTokensPerS', better: 'higher', low: -0.01, high: 0.3 });
  const open = difference({ answer: 'not comparable', relative: 0.5, low: null, high: null });
  assert.match(
    hidden(rule, [wide, lost, gain, open, difference({})]) ?? '',
    /of 5 figures the interval of 2 reaches beyond it, and 1 have no interval/,
  );
  const own = failRule('ttft_p99>50%', metrics);
  assert.equal(own === null ? '' : hidden(own, [wide, lost, gain]), null);
});
