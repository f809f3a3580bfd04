import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SheetSetting } from '../../domain/fairness.ts';
import { exampleSetting, exampleSheet } from '../../testing/example-sheet.ts';
import type { Evidence } from './rule.ts';
import { settingDiffers } from './setting-differs.ts';

function findingOn(settings: SheetSetting[] | null) {
  const sheet = settings === null ? null : exampleSheet('vllm', { settings });
  return settingDiffers({ sheet } as Evidence);
}

const asAsked = exampleSetting('maxNumSeqs', '200');

test('a setting that came out otherwise is a warning with both values, their place, and what to change', () => {
  const differs = exampleSetting('graphMaxSeqs', '100', { state: 'differs', effective: '96', asAsked: false });
  const { state, measured, advice } = findingOn([asAsked, differs]);
  assert.equal(state, 'WARN');
  assert.equal(measured, 'graphMaxSeqs: asked 100, is 96 (/server_info#/x)');
  assert.match(advice, /--set engine\.graphMaxSeqs=96/);
  assert.match(advice, /DYNO_EXTRA_ARGS/);
});

test('settings that are as asked are valid, and counted', () => {
  const { state, measured } = findingOn([asAsked, exampleSetting('seed', '0')]);
  assert.deepEqual([state, measured], ['VALID', '2 settings read back, all as asked']);
});

test('what Dyno did not set is nobody to blame for, and what nobody can read is not checked', () => {
  const others = exampleSetting('seed', '0', { state: 'not-controlled', effective: '7', asAsked: false });
  const fixed = exampleSetting('jsonWhitespace', 'false', { state: 'fixed', effective: 'true', asAsked: false });
  const unread = exampleSetting('prefixCache', 'false', { effective: null, readFrom: null, asAsked: null });
  for (const settings of [[others, fixed, unread], [], null]) {
    assert.equal(findingOn(settings).state, 'NOT_CHECKED');
  }
  assert.equal(findingOn([others, fixed, unread, asAsked]).state, 'VALID');
});
