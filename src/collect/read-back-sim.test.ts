import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readEngine } from '../config/engines.ts';
import { collectMistakes } from '../config/mistakes.ts';
import type { Config } from '../domain/config.ts';
import type { SheetSetting } from '../domain/fairness.ts';
import type { Suite } from '../domain/suite.ts';
import { plannedSettings, settingVariables } from '../plan/settings.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import { readBack } from './read-back.ts';

const world = testWorld();
const composeFile = await world.files.readText(join(world.root, 'compose', 'sim.yaml'));

async function configOf(name: string, change: Partial<Suite['engine']>): Promise<Config> {
  const engine = await readEngine(name, world, collectMistakes());
  assert.ok(engine);
  const { suite, model } = examplePlan();
  const target = { kind: 'container' as const, composeFile: 'compose/sim.yaml', service: 'sim', variables: {} };
  const nothingElse = { limit: null, sweepPoint: {}, environment: [], profile: false };
  const asked = { ...suite, engine: { ...suite.engine, ...change } };
  return { engine, model, servedModel: 'dyno-sim', suite: asked, target, ...nothingElse };
}

/** Flags of the simulator that compose/sim.yaml makes of Compose variables. */
function flagsOf(variables: Record<string, string>): string[] {
  const lines = composeFile.matchAll(/SIM_(\w+): \$\{(DYNO_\w+):-\}/g);
  return [...lines].flatMap(([, flag = '', variable = '']) => {
    const value = variables[variable] ?? '';
    return value === '' ? [] : [`--${flag.toLowerCase().replaceAll('_', '-')}=${value}`];
  });
}

/** The sheet of `sim-NAME`, asked for one thing and set to another. */
async function sheetOf(name: string, asked: Config, set: Config, t: TestContext): Promise<SheetSetting[]> {
  const sim = await startSim(['--personality', name, ...flagsOf(settingVariables(set))], world);
  t.after(sim.stop);
  const { engine, suite, target } = asked;
  const plan = examplePlan(undefined, { engine, suite, target, fairness: plannedSettings(asked) });
  const folder = mkdtempSync(join(tmpdir(), 'dyno-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return (await readBack(sim.engine, null, plan, folder, world)).sheet.settings;
}

const wanted = { maxNumSeqs: 16, contextLength: 2048, memoryShare: 0.7, seed: 7 };

for (const name of ['vllm', 'sglang']) {
  test(`the simulator that speaks like ${name} tells back what its variables set`, async (t) => {
    const config = await configOf(`sim-${name}`, wanted);
    const settings = await sheetOf(name, config, config, t);
    const told = settings.filter(({ asAsked }) => asAsked !== null);
    assert.deepEqual(
      told.map(({ setting, state }) => [setting, state]),
      [
        ...['maxNumSeqs', 'contextLength', 'prefixCache', 'streamInterval', 'graphMaxSeqs', 'memoryShare', 'seed'],
        'jsonWhitespace',
      ].map((setting) => [setting, 'set']),
    );
  });

  test(`one that was set otherwise differs from what ${name} was asked`, async (t) => {
    const set = await configOf(`sim-${name}`, { ...wanted, maxNumSeqs: 12, graphMaxSeqs: 8, jsonWhitespace: true });
    const settings = await sheetOf(name, await configOf(`sim-${name}`, wanted), set, t);
    assert.deepEqual(
      settings
        .filter(({ state }) => state === 'differs')
        .map(({ setting, asked, effective }) => [setting, asked, effective]),
      [
        ['maxNumSeqs', '16', '12'],
        ['graphMaxSeqs', '16', '8'],
        ['jsonWhitespace', 'false', 'true'],
      ],
    );
  });
}
