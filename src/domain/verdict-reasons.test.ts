import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleResult, Verdict } from './verdict.ts';
import { reasonPlaces, verdictCounts, verdictReasons } from './verdict-reasons.ts';

function rule(name: string, state: RuleResult['state'], measured = 'much'): RuleResult {
  return { rule: name, state, measured, limit: 'little', advice: 'less' };
}

function verdict(cell: string, ...rules: RuleResult[]): Verdict {
  const has = (state: RuleResult['state']) => rules.some((one) => one.state === state);
  return { cell, state: has('INVALID') ? 'INVALID' : has('WARN') ? 'WARN' : 'VALID', rules };
}

test('a rule that fails in five cells is one reason, and what makes a cell INVALID comes first', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((cell) =>
    verdict(cell, rule('STEAL', 'WARN', cell), rule('CLOCK', 'VALID')),
  );
  const verdicts = [...five, verdict('f', rule('SWAPPING', 'NOT_CHECKED'), rule('ERROR_SHARE', 'INVALID'))];
  const [first, second, ...rest] = verdictReasons(verdicts);
  assert.deepEqual([first?.rule, second?.rule, rest], ['ERROR_SHARE', 'STEAL', []]);
  assert.equal(second?.measured, 'a', 'of the first cell');
  assert.deepEqual(
    [first, second].map((one) => one && reasonPlaces(one)),
    ['in f', 'in 5 of 6 cells: a, b, c and 2 more'],
  );
  assert.equal(verdictCounts(verdicts), '1 of 6 cells INVALID, 5 WARN');
});

test('the same rule as WARN and as INVALID is two reasons', () => {
  const verdicts = [verdict('a', rule('STEAL', 'WARN')), verdict('b', rule('STEAL', 'INVALID'))];
  assert.deepEqual(
    verdictReasons(verdicts).map(({ state, cells }) => [state, cells]),
    [
      ['INVALID', ['b']],
      ['WARN', ['a']],
    ],
  );
});

test('a run whose cells are all alike says so', () => {
  const valid = [verdict('a', rule('CLOCK', 'VALID')), verdict('b')];
  assert.deepEqual([verdictReasons(valid), verdictCounts(valid)], [[], 'all 2 cells VALID']);
  const [reason] = verdictReasons(['a', 'b'].map((cell) => verdict(cell, rule('STEAL', 'WARN'))));
  assert.equal(reason && reasonPlaces(reason), 'in all 2 cells');
  assert.equal(verdictCounts([verdict('a')]), 'its one cell VALID');
  assert.equal(verdictCounts([]), 'no cell');
});
