import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readAllEngines } from '../config/engines.ts';
import { loadConfig } from '../config/load-config.ts';
import { emptyRequest } from '../domain/request.ts';
import { makePlan } from '../plan/make-plan.ts';
import { testWorld } from '../testing/test-world.ts';
import { resolveCompose } from './resolve-compose.ts';
import { translate } from './translate.ts';

/** The user's own variables would change the containers, so they are not looked at. */
const world = testWorld({ env: {} });
const folder = join(import.meta.dirname, 'testdata', 'contract');
/** `DYNO_UPDATE_CONTRACT=1 node --test src/engine/contract.docker.test.ts` writes the files again. */
const writes = process.env.DYNO_UPDATE_CONTRACT === '1';

const suites = ['default', 'quick'] as const;
const engines = (await readAllEngines(world)).filter(({ name, service }) => service === name);

function contractFile(engine: string): string {
  return join(folder, `${engine}.json`);
}

/** The container that a run of this suite creates, in Engine API form, without what differs from run to run. */
async function container(engine: string, suite: string) {
  const config = await loadConfig({ ...emptyRequest, engine, suite }, { engine, asProcess: false }, world);
  const plan = await makePlan(config, world);
  assert.ok(plan.target.kind === 'container');
  const part = { prefix: 'RUN', labels: {}, port: plan.engine.port, cpuSet: null };
  const { body, volumes } = translate(await resolveCompose(plan.target, world), part);
  return { body, volumes };
}

describe('the container that a run creates, from the suite to the last flag', { concurrency: 2 }, () => {
  for (const { name } of engines) {
    test(`${name}: is the one that was written down`, async () => {
      const made = Object.fromEntries(
        await Promise.all(suites.map(async (suite) => [suite, await container(name, suite)])),
      );
      const actual = JSON.parse(JSON.stringify(made));
      if (writes) writeFileSync(contractFile(name), `${JSON.stringify(actual, null, 2)}\n`);
      assert.ok(existsSync(contractFile(name)), `no contract of ${name}: run this test with DYNO_UPDATE_CONTRACT=1`);
      assert.deepEqual(actual, JSON.parse(readFileSync(contractFile(name), 'utf8')));
    });
  }

  test('every contract belongs to an engine', () => {
    assert.deepEqual(readdirSync(folder).sort(), engines.map(({ name }) => `${name}.json`).sort());
  });
});
