import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { EngineResult } from '../domain/engine-result.ts';
import { exampleResult, writeRunFolder } from '../testing/example-result.ts';
import { exampleSetting, exampleSheet } from '../testing/example-sheet.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { fairnessView } from './view/fairness.ts';
import { startupView } from './view/startup.ts';
import { writeReport } from './write-report.ts';

const settings = [
  exampleSetting('maxNumSeqs', '200', { default: '1024', how: 'DYNO_MAX_NUM_SEQS=200' }),
  exampleSetting('kvCacheDtype', 'fp8', { state: 'differs', effective: 'bfloat16', asAsked: false }),
  exampleSetting('prefixCache', 'false', { effective: null, readFrom: null, asAsked: null }),
  exampleSetting('jsonWhitespace', 'false', { state: 'fixed', effective: 'true', asAsked: false, how: 'no switch' }),
  exampleSetting('seed', '0', { state: 'unsupported', effective: null, asAsked: null, readFrom: null, how: 'none' }),
  exampleSetting('memoryShare', '0.9', { meaning: 'of the whole GPU', how: 'DYNO_MEMORY_SHARE=0.9' }),
];
const facts = [
  { fact: 'kvCacheTokens' as const, value: '2097152', readFrom: 'label x of y' },
  { fact: 'torch' as const, value: null, readFrom: null },
];

function resultWith(change: Partial<EngineResult> = {}): EngineResult {
  return { ...exampleResult(), fairness: exampleSheet('vllm', { settings, facts }), ...change };
}

test('each setting stands beside what it became, and what could not be read back is said to be so', () => {
  const view = fairnessView(resultWith());
  assert.deepEqual(
    view.settings.map(({ effective, mark, how }) => [effective, mark, how]),
    [
      ['200', '', 'set: DYNO_MAX_NUM_SEQS=200'],
      ['bfloat16', 'DIFFERS', 'set: DYNO_X=fp8'],
      ['cannot be read back', '', 'set: DYNO_X=false'],
      ['true', 'not as asked', 'fixed: no switch'],
      ['–', '', 'unsupported: none'],
      ['0.9', '', 'set: DYNO_MEMORY_SHARE=0.9 (of the whole GPU)'],
    ],
  );
  assert.deepEqual(view.facts, [
    { fact: 'tokens that fit into the KV cache', value: '2097152', readFrom: 'label x of y' },
  ]);
});

test('a result of an earlier version shows what was asked, and that nothing was read back', () => {
  const plan = { fairness: [{ setting: 'seed', asked: '0', how: 'DYNO_ENGINE_SEED=0', state: 'set' as const }] };
  const view = fairnessView(exampleResult(undefined, { plan }));
  assert.deepEqual(
    view.settings.map(({ effective, default: own }) => [effective, own]),
    [['cannot be read back', '–']],
  );
  assert.deepEqual([view.facts, view.pinned], [[], '']);
});

test('both reports have the sheet and the start-up', async () => {
  const folder = temporaryFolder();
  const result = resultWith();
  const startupTold = [{ phase: 'weightsLoaded' as const, tookMs: 190, readFrom: 'metric x' }];
  const told = { ...result, run: { ...result.run, startupTold } };
  writeRunFolder(folder, told);
  const paths = await writeReport(folder, told, testWorld());
  const markdown = readFileSync(paths.markdown, 'utf8');
  assert.match(
    markdown,
    /## Fairness sheet\n\n\| setting \| asked \| effective \| read from \| the engine's own default/,
  );
  assert.match(markdown, /\| kvCacheDtype \| fp8 \| bfloat16 \*\*DIFFERS\*\* \| \/server\\?_info#\/x \|/);
  assert.match(markdown, /\| tokens that fit into the KV cache \| 2097152 \|/);
  assert.match(markdown, /Every request brings these itself.*: temperature, top\\?_p, max\\?_tokens\./);
  assert.match(markdown, /## Start-up\n\n\| part \| took \|/);
  assert.match(markdown, /\| weights \| 190 ms \| the engine itself \| weights read \|/);
  const html = readFileSync(paths.html, 'utf8');
  assert.match(html, /<h2 id="fairness">Fairness sheet<\/h2>/);
  assert.match(html, /bfloat16 <span class="state WARN">DIFFERS<\/span>/);
  assert.match(html, /<h2 id="startup">Start-up<\/h2>/);
});

test('what the engine says of a phase stands beside what was seen of it, or alone where nothing was seen', () => {
  const { run } = exampleResult(undefined, {
    run: {
      startup: [{ phase: 'weightsLoaded', startedAtMs: 0, endedAtMs: 900, source: 'log' }],
      startupTold: [
        { phase: 'weightsLoaded', tookMs: 190, readFrom: 'x' },
        { phase: 'graphsCaptured', tookMs: 7_000, readFrom: 'x' },
      ],
    },
  });
  assert.deepEqual(startupView(run).phases, [
    { phase: 'weightsLoaded', endedAt: '900 ms', took: '900 ms', told: '190 ms' },
    { phase: 'graphsCaptured', endedAt: '–', took: '–', told: '7.00 s' },
  ]);
});
