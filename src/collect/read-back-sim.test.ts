import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { SheetSetting } from '../domain/fairness.ts';
import { plannedSettings } from '../plan/settings.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import { readBack } from './read-back.ts';

const world = testWorld();
const asked = { maxNumSeqs: 16, contextLength: 2048, graphMaxSeqs: 16, memoryShare: 0.7, seed: 7 };
/** What Compose variables become for the simulator. */
const flags = [
  ...['--max-num-seqs', '16', '--context-length', '2048', '--graph-max-seqs', '16', '--memory-share', '0.7'],
  ...['--engine-seed', '7', '--json-whitespace=false', '--tokens-per-chunk', '1', '--prefix-cache', 'false'],
];

/** The sheet of an engine that the simulator stands for, started with these flags. */
async function sheetOf(name: string, args: string[], t: TestContext): Promise<Map<string, SheetSetting>> {
  const engine = await readEngine(name, world, collectMistakes());
  assert.ok(engine);
  const sim = await startSim(['--personality', name, ...args], world);
  t.after(sim.stop);
  const base = examplePlan();
  const suite = { ...base.suite, engine: { ...base.suite.engine, ...asked } };
  const target = { kind: 'container' as const, composeFile: 'compose/x.yaml', service: 'x', variables: {} };
  const nothingElse = { limit: null, sweepPoint: {}, environment: [], profile: false };
  const config = { engine, model: base.model, servedModel: 'dyno-sim', suite, target, ...nothingElse };
  const plan = examplePlan(undefined, { engine, suite, target, fairness: plannedSettings(config) });
  const folder = mkdtempSync(join(tmpdir(), 'dyno-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { sheet } = await readBack(sim.engine, null, plan, folder, world);
  return new Map(sheet.settings.map((line) => [line.setting, line]));
}

for (const name of ['vllm', 'sglang']) {
  test(`the simulator that speaks like ${name} tells back what it was set to`, async (t) => {
    const settings = await sheetOf(name, flags, t);
    const told = [...settings.values()].filter(({ asAsked }) => asAsked !== null);
    assert.deepEqual(
      told.filter(({ state }) => state !== 'set'),
      [],
    );
    assert.deepEqual(
      told.map(({ setting }) => setting),
      [
        ...['maxNumSeqs', 'contextLength', 'prefixCache', 'streamInterval', 'graphMaxSeqs', 'memoryShare', 'seed'],
        'jsonWhitespace',
      ],
    );
  });

  test(`one that was set otherwise differs from what ${name} was asked`, async (t) => {
    const settings = await sheetOf(name, [...flags, '--max-num-seqs', '12', '--json-whitespace=true'], t);
    const differing = [...settings.values()].filter(({ state }) => state === 'differs');
    assert.deepEqual(
      differing.map(({ setting, asked: wanted, effective }) => [setting, wanted, effective]),
      [
        ['maxNumSeqs', '16', '12'],
        ['jsonWhitespace', 'false', 'true'],
      ],
    );
  });
}
