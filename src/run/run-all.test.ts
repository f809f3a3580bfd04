import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { runLabel } from '../domain/labels.ts';
import { emptyRequest } from '../domain/request.ts';
import { exitCodes } from '../errors.ts';
import { makePlan } from '../plan/make-plan.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { runAll, type TurnEnd } from './run-all.ts';

test('what cannot be removed ends the sequence before the next engine starts', async () => {
  const real = testWorld();
  const env = { ...real.env, DYNO_LOCK_DIR: temporaryFolder() };
  // A volume of whichever run is asked for, that nobody can remove.
  const listLabelled = async (label: string) =>
    label === runLabel ? [] : [{ kind: 'volume' as const, id: 'stuck', name: 'stuck', labels: {} }];
  const removeVolume = async () => Promise.reject(new Error('in use'));
  const world = testWorld({ env, docker: { ...real.docker, listLabelled, removeVolume } });
  const request = { ...emptyRequest, suite: 'quick', tests: ['low_latency'], limit: 4 };
  const plan = await makePlan(await loadConfig(request, { engine: 'sim', asProcess: true }, world), world);
  const other = { ...plan, engine: { ...plan.engine, name: 'other' } };
  const ends: TurnEnd[] = [];
  const resultsDir = temporaryFolder();
  const run = {
    resultsDir,
    command: ['./dyno', 'bench-all'],
    dynoVersion: '0',
    calibrates: false,
    telemetryCostPairs: 0,
    strict: false,
  };
  const options = { run, rounds: 1, aggregates: true, absent: [], begin: () => undefined };
  const finished = await runAll([plan, other], { ...options, end: (end) => ends.push(end) }, world);
  assert.deepEqual(
    ends.map(({ engine }) => engine),
    ['sim'],
  );
  assert.equal(finished.exitCode, exitCodes.cleanup);
  assert.deepEqual(
    finished.errors.map(({ code }) => code),
    ['CLEANUP_INCOMPLETE'],
  );
  assert.equal(finished.comparison?.comparison.state, 'partial');
  assert.deepEqual(finished.comparison?.comparison.missing, [
    'the sequence ended with sim: something of this run could not be removed',
    'not started: other',
  ]);
});
