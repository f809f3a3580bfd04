import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startTelemetry } from '../collect/telemetry.ts';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { RuleResult } from '../domain/verdict.ts';
import { buildWorkload } from '../load/build-workload.ts';
import { runLoad } from '../load/run-load.ts';
import { exampleCell, examplePlan } from '../testing/example-cell.ts';
import { exampleRunContext, type SimEngine, startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import { analyseCell } from './analyse-cell.ts';

/** 54 ms a request. */
const simArgs = ['--ttft-ms', '32', '--itl-ms', '2', '--output-tokens', '12'];
/** Telemetry is read five times a second, so that a second of load has readings enough. */
const intervalMs = 200;

const world = testWorld();
const sim = await startSim(simArgs, world);
after(() => sim.stop());

async function metricsOfSim(): Promise<Plan['engine']['metrics']> {
  const engine = await readEngine('sim', world, collectMistakes());
  if (engine === null) throw new Error('engines/sim/engine.yaml cannot be read');
  return engine.metrics;
}

const metrics = await metricsOfSim();

function planOf(cell: Cell): Plan {
  const plan = examplePlan([cell]);
  const suite = { ...plan.suite, telemetry: { ...plan.suite.telemetry, intervalMs } };
  return { ...plan, suite, engine: { ...plan.engine, metrics } };
}

/** Sets what the metrics page does wrong from now on; nothing for a page that is right. */
async function plant(faults: string): Promise<void> {
  const url = `${sim.engine.url}/sim/metrics?fault=${faults}`;
  const { status } = await world.http.fetch(url, { method: 'POST', body: '', timeoutMs: 5_000 });
  assert.equal(status, 200, faults);
}

/** Measures one cell with telemetry, as a run does. */
async function rulesOf(requests: number, { engine }: SimEngine = sim) {
  const cell = exampleCell({ requests, warmupRequests: 0 });
  const plan = planOf(cell);
  const run = exampleRunContext();
  const folder = join(run.folder, cell.id);
  const workload = await buildWorkload(cell, plan, world, { engine, say: () => undefined });
  const telemetry = await startTelemetry(engine, plan, folder, { clock: run.clock, gpu: null }, world);
  const input = { engine, cell, plan, run, folder, workload, onProgress: () => undefined };
  await runLoad({ ...input, onClient: telemetry.setClient }, world);
  await telemetry.stop();
  const { verdict } = await analyseCell(cell, plan, run, world);
  return (name: string) => verdict.rules.find(({ rule }) => rule === name) as RuleResult;
}

/** The same on a simulator of its own that has these faults from its start on. */
async function rulesWith(faults: string, requests: number) {
  const own = await startSim([...simArgs, '--fault', faults], world);
  try {
    return await rulesOf(requests, own);
  } finally {
    await own.stop();
  }
}

/** Requests of somebody else, which end when they are told to. */
function strangers(count: number): { leave(): Promise<void> } {
  const over = new AbortController();
  const body = JSON.stringify({ prompt: 'x', max_tokens: 1, sim: { fault: 'freeze-before' } });
  const ask = () => fetch(`${sim.engine.url}/v1/completions`, { method: 'POST', body, signal: over.signal });
  const asked = Array.from({ length: count }, ask);
  return {
    async leave() {
      over.abort();
      await Promise.allSettled(asked);
    },
  };
}

test('a clean cell passes every cross-check, with the figures of both sides', async () => {
  await plant('');
  const found = await rulesOf(44);
  const states = [
    'TOKENS_DISAGREE',
    'REQUESTS_DISAGREE',
    'TTFT_DISAGREES',
    'LITTLES_LAW',
    'ENGINE_RESTARTED',
    'METRICS_GAP',
  ].map((name) => `${name} ${found(name).state}: ${found(name).measured}`);
  assert.deepEqual(
    states.filter((text) => !text.includes(' VALID: ')),
    [],
  );
  assert.match(
    found('TOKENS_DISAGREE').measured,
    /^output: client 528, engine 528: 0 % apart; prompts: client (\d+), engine \1: 0 % apart$/,
  );
  assert.match(found('REQUESTS_DISAGREE').measured, /^client 44, engine 44: 0 % apart$/);
  for (const name of ['SWAPPING', 'GPU_THROTTLED', 'GPU_ERROR']) assert.notEqual(found(name).state, 'WARN', name);
});

test('an engine that started anew is INVALID, and what rests on its counters is not checked', async () => {
  await plant('metrics-restart-every=8');
  const found = await rulesOf(10);
  assert.equal(found('ENGINE_RESTARTED').state, 'INVALID', found('ENGINE_RESTARTED').measured);
  assert.match(found('ENGINE_RESTARTED').measured, /^the process that answers started anew, \d\.\d s into the load/);
  for (const name of ['TOKENS_DISAGREE', 'REQUESTS_DISAGREE', 'TTFT_DISAGREES']) {
    assert.equal(found(name).state, 'NOT_CHECKED', found(name).measured);
  }
});

test('work for somebody else shows in the engine and not in the client', async () => {
  await plant('');
  const others = strangers(3);
  try {
    // Readings enough: with six, one between two answers of our own moves the limit beyond what strangers do.
    const found = await rulesOf(120);
    assert.equal(found('LITTLES_LAW').state, 'WARN', found('LITTLES_LAW').measured);
    assert.match(found('LITTLES_LAW').advice, /not ours/);
  } finally {
    await others.leave();
  }
});

// Side by side: what they assert does not depend on how busy the machine is.
describe('faults from the start on', { concurrency: 3 }, () => {
  test('counters that are off are found, each by its own rule', async () => {
    const found = await rulesWith('metrics-tokens-off=5,metrics-requests-off=20,metrics-ttft-shift=400', 10);
    assert.equal(found('TOKENS_DISAGREE').state, 'WARN', found('TOKENS_DISAGREE').measured);
    assert.match(
      found('TOKENS_DISAGREE').measured,
      /^output: client 120, engine 126: 5 % apart; prompts: .* 0 % apart$/,
    );
    assert.equal(found('REQUESTS_DISAGREE').state, 'INVALID', 'twice as far as ten times the limit');
    assert.match(found('REQUESTS_DISAGREE').measured, /^client 10, engine 12: 20 % apart$/);
    assert.equal(found('TTFT_DISAGREES').state, 'WARN');
    assert.match(found('TTFT_DISAGREES').measured, /: \d{3}\.\d\d ms shorter by the client$/);
    assert.equal(found('ENGINE_RESTARTED').state, 'VALID');
  });

  test('a metrics page that comes late is a gap', async () => {
    const found = await rulesWith('slow-metrics=700', 30);
    assert.equal(found('METRICS_GAP').state, 'WARN', found('METRICS_GAP').measured);
    assert.equal(found('TOKENS_DISAGREE').state, 'VALID', 'counters before and after were read');
  });

  test('a page without figures leaves everything that needs them unchecked', async () => {
    const found = await rulesWith('metrics-nan', 28);
    assert.equal(found('METRICS_GAP').state, 'WARN', found('METRICS_GAP').measured);
    for (const name of ['TOKENS_DISAGREE', 'REQUESTS_DISAGREE', 'TTFT_DISAGREES', 'LITTLES_LAW', 'ENGINE_RESTARTED']) {
      assert.equal(found(name).state, 'NOT_CHECKED', `${name}: ${found(name).measured}`);
    }
  });
});
