import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../stats/comparison/compare.ts';
import { exampleCells, exampleHead, exampleRunInput } from '../../testing/example-comparison.ts';
import { exampleSetting, exampleSheet } from '../../testing/example-sheet.ts';
import { comparisonView } from './view.ts';

const alpha = exampleSheet('alpha', {
  settings: [
    exampleSetting('maxNumSeqs', '16'),
    exampleSetting('jsonWhitespace', 'false'),
    exampleSetting('memoryShare', '0.9', { meaning: 'of the whole GPU' }),
    exampleSetting('seed', '0', { effective: null, readFrom: null, asAsked: null }),
  ],
  facts: [{ fact: 'kvCacheTokens', value: '1000', readFrom: 'x' }],
});
const beta = exampleSheet('beta', {
  settings: [
    exampleSetting('maxNumSeqs', '16'),
    exampleSetting('jsonWhitespace', 'false', { state: 'fixed', effective: 'true', asAsked: false }),
    exampleSetting('memoryShare', '0.9', { meaning: 'of what is free' }),
    exampleSetting('seed', '0', { state: 'unsupported', effective: null, asAsked: null, how: 'it has none' }),
  ],
  facts: [{ fact: 'kvCacheTokens', value: '1200', readFrom: 'x' }],
});

function inputOf(name: string, fairness: typeof alpha | null) {
  const input = exampleRunInput(name, exampleCells(1_000));
  assert.ok(input.result);
  return { ...input, result: { ...input.result, fairness } };
}

test('each setting says whether engines differ, and one that an engine cannot take stays with its reason', () => {
  const { fairness } = comparisonView(compare([inputOf('alpha', alpha), inputOf('beta', beta)], exampleHead()), []);
  assert.deepEqual(fairness.names, ['alpha', 'beta']);
  assert.deepEqual(
    fairness.settings.map(({ setting, verdict, values }) => [setting, verdict, ...values]),
    [
      ['maxNumSeqs', 'same', '16', '16'],
      ['jsonWhitespace', 'DIFFERS', 'false', 'true'],
      ['memoryShare', 'same number, other meaning', '0.9 (of the whole GPU)', '0.9 (of what is free)'],
      ['seed', 'cannot be told', '0 as set, cannot be read back', '– unsupported: it has none'],
    ],
  );
  assert.deepEqual(
    fairness.facts.map(({ fact, verdict, values }) => [fact, verdict, ...values]),
    [['tokens that fit into the KV cache', 'DIFFERS', '1000', '1200']],
  );
});

test('a run of an earlier version has its column, with what it was asked', () => {
  const { fairness } = comparisonView(compare([inputOf('alpha', alpha), inputOf('beta', null)], exampleHead()), []);
  assert.deepEqual(fairness.names, ['alpha', 'beta']);
  const seqs = fairness.settings.find(({ setting }) => setting === 'maxNumSeqs');
  assert.deepEqual(seqs?.values, ['16', '– unsupported: its run knew no such setting']);
});

test('start-ups stand side by side in parts, and say whose clock it was', () => {
  const withPhases = (name: string, tookMs: number | null) => {
    const input = inputOf(name, alpha);
    const startup = [{ phase: 'weightsLoaded', startedAtMs: 0, endedAtMs: 900, source: 'log' as const }];
    const told = { phase: 'weightsLoaded' as const, tookMs: tookMs ?? 0, readFrom: 'x' };
    return { ...input, run: { ...input.run, startup, startupTold: tookMs === null ? [] : [told] } };
  };
  const runs = [withPhases('alpha', 190), withPhases('beta', null)];
  const { startupParts } = comparisonView(compare(runs, exampleHead()), []);
  assert.deepEqual(
    startupParts.rows.map(({ part, values }) => [part, ...values]),
    [['weights', '190 ms, by its own word', '900 ms, between log lines']],
  );
});
