import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSchema } from '../../domain/plan.ts';
import { examplePlan } from '../../testing/example-cell.ts';
import { migratePlan } from './migrate-plan.ts';

const { migrated: _, ...today } = examplePlan();
const { takes: __, ...api } = today.engine.api;
const supports = { ignoreEos: true, minTokens: false, seed: true, reasoningEffort: true };

/** A plan as version 0.1 wrote it. */
function oldPlan(structuredOutput: string) {
  return { ...today, version: 1, engine: { ...today.engine, api: { ...api, structuredOutput, supports } } };
}

test('a plan of version 0.1 becomes one of today, says what it cannot tell, and is not changed itself', () => {
  const old = oldPlan('structured_outputs');
  const before = structuredClone(old);
  const plan = planSchema.parse(migratePlan(old));
  assert.deepEqual(old, before);
  const { takes, structuredOutput } = plan.engine.api;
  assert.deepEqual(structuredOutput.native, { chat: 'structured_outputs', completions: 'structured_outputs' });
  assert.deepEqual(structuredOutput.common, []);
  assert.ok(takes.chat.includes('seed') && takes.chat.includes('reasoning_effort') && takes.chat.includes('messages'));
  assert.ok(!takes.chat.includes('min_tokens') && !takes.completions.includes('reasoning_effort'));
  assert.equal(plan.migrated?.from, 1);
  assert.match(plan.migrated?.unknown.join() ?? '', /whether its prefix cache was emptied/);
  assert.deepEqual(planSchema.parse(migratePlan(oldPlan('response_format'))).engine.api.structuredOutput.common, [
    'chat',
    'completions',
  ]);
});

test('a plan of version 1 that has the form of today already lacks nothing', () => {
  assert.deepEqual(planSchema.parse(migratePlan({ ...today, version: 1 })).migrated, { from: 1, unknown: [] });
});

test('a plan of this version, of an unknown one, and what is no plan are left as they are', () => {
  for (const value of [
    examplePlan(),
    { ...oldPlan('response_format'), version: 0 },
    { version: 3 },
    null,
    'plan',
    [],
  ]) {
    assert.equal(migratePlan(value), value);
  }
});
