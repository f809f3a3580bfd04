import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examplePlan } from '../../testing/example-cell.ts';
import { everySecond, findingOn } from '../../testing/finding-on.ts';
import { steal } from './steal.ts';

test('CPU time that neighbours took warns from 5 % on and is INVALID from 25 %, where the suite says no other', () => {
  const host = (stealPercent: number) => ({ host: everySecond(() => ({ stealPercent })) });
  const state = (percent: number) => findingOn(steal, host(percent)).state;
  assert.deepEqual([state(0), state(4.9), state(6), state(30)], ['VALID', 'VALID', 'WARN', 'INVALID']);
  const { suite } = examplePlan();
  const lenient = { suite: { ...suite, limits: { ...suite.limits, stealPercent: 50 } } };
  assert.equal(findingOn(steal, host(30), lenient).state, 'VALID');
  assert.match(findingOn(steal, host(60), lenient).limit, /^WARN above 50 %/);
  assert.equal(findingOn(steal, {}).state, 'NOT_CHECKED');
});
