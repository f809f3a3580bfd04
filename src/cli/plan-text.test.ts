import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCell, examplePlan } from '../testing/example-cell.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { planText } from './plan-text.ts';

test('the plan says every cell in order, with its load, before anything starts', () => {
  const cells = [exampleCell(), exampleCell({ id: 'low_latency/run-1', batchSize: 8, warmupRequests: 0 })];
  const lines = planText(examplePlan(cells)).split('\n');
  const from = lines.indexOf('2 cells:');
  assert.deepEqual(
    lines.slice(from + 1, from + 3).map((line) => line.replaceAll(/ {2,}/g, ' ').trim()),
    [
      'throughput/run-1 4 requests at 2 in flight after 2 to warm up, chat, at most 16 tokens',
      'low_latency/run-1 4 requests at 2 in flight, 8 prompts each, chat, at most 16 tokens',
    ],
  );
});

test('the plan says how requests of an open loop are released', () => {
  const shape = { kind: 'gamma', ratePerS: 200, burstiness: 0.5, maxInFlight: 512 } as const;
  const text = planText(examplePlan([exampleCell({ shape })]));
  assert.match(
    text,
    /4 requests, gamma, 200 requests\/s, burstiness 0\.5, at most 512 in flight, after 2 to warm up, chat/,
  );
});

test('the plan says where the engine comes from and which definition nobody has proven', () => {
  const { engine } = examplePlan();
  const container = { kind: 'container' as const, composeFile: 'compose/vllm.yaml', service: 'vllm', variables: {} };
  const text = planText(examplePlan(undefined, { engine: { ...engine, proven: false }, target: container }));
  assert.match(text, /^engine {3}simulated engine \(definition not proven by a run of ours\)$/m);
  assert.match(text, /^from {5}container of compose\/vllm\.yaml, service vllm$/m);
  const endpoint = {
    kind: 'endpoint' as const,
    url: 'http://host:8000',
    bearerFile: null,
    headers: {},
    proxy: null,
    caFile: null,
    tlsInsecure: false,
  };
  assert.match(planText(examplePlan(undefined, { target: endpoint })), /^from {5}endpoint http:\/\/host:8000$/m);
  assert.match(planText(examplePlan()), /^from {5}process \.tools\/sim \(simulated engine, no container\)$/m);
});

test('settings are shown as the engine takes them', () => {
  const fairness = [
    { setting: 'maxNumSeqs', asked: '16', how: 'DYNO_MAX_NUM_SEQS=16', state: 'set' as const },
    { setting: 'kvCacheDtype', asked: 'auto', how: 'f16', state: 'fixed' as const },
  ];
  const text = planText(examplePlan(undefined, { fairness }));
  assert.match(text, /^ {2}maxNumSeqs +16 +DYNO_MAX_NUM_SEQS=16$/m);
  assert.match(text, /^ {2}kvCacheDtype +auto +fixed: f16$/m);
});

test('no description or name steers the terminal', () => {
  for (const text of hostileTexts) {
    const { suite, model } = examplePlan();
    const plan = examplePlan([exampleCell({ id: text })], {
      suite: { ...suite, description: text },
      model: { ...model, hubId: text },
      fairness: [{ setting: text, asked: text, how: text, state: 'fixed' }],
    });
    assert.doesNotMatch(planText(plan), /[^\P{Cc}\n]|[\u2028\u202e\u2066]/u, JSON.stringify(text));
  }
});
