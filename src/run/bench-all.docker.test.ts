import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../errors.ts';
import { changeFile } from '../testing/checkout.ts';
import { openDockerGate } from '../testing/docker-gate.ts';
import { assertFinished, assertNothingLeft, labelledObjects, told } from '../testing/nothing-left.ts';
import { filesUnder, readRecord } from '../testing/run-on-disk.ts';
import { onlyComparison, placeWithEngines, resultNames, startBenchAll } from '../testing/sequence.ts';

test('of two engines in containers nothing of the first is left when the second begins', async (t) => {
  const place = placeWithEngines(t, { one: {}, two: {} });
  const gate = await openDockerGate(place.folder, t);
  const first = gate.hold(/^POST .*\/networks\/create/, 'answer');
  const program = startBenchAll(['--engines', 'one,two'], place, { env: { DOCKER_HOST: gate.host } });
  const died = program.ended.then((ended) => assert.fail(told(ended)));
  await Promise.race([first.reached, died]);
  assert.equal((await labelledObjects(program.pid)).length, 1, 'the network of the first engine');
  // The second engine begins with a network of its own: held before the daemon sees it.
  const second = gate.hold(/^POST .*\/networks\/create/, 'request');
  first.release();
  await Promise.race([second.reached, died]);
  assert.deepEqual(await labelledObjects(program.pid), []);
  died.catch(() => undefined);
  second.release();
  const ended = await program.ended;
  await assertFinished(ended);
  const records = resultNames(place).runs.map((name) => readRecord(join(place.resultsDir, name)));
  assert.equal(new Set(records.map(({ networkPath }) => networkPath?.split(' ')[0])).size, 1);
  for (const { image, cleanup } of records) assert.deepEqual([image !== null, cleanup?.clean], [true, true]);
  assert.equal(onlyComparison(place).summary.state, 'complete');
});

test('an engine whose container exits at its start is a row with its reason; the others are measured', async (t) => {
  const place = placeWithEngines(t, { bad: {}, one: {} });
  const variables = 'engines: { bad: { variables: { SIM_EXIT_ON_START: "true" } } }';
  const notes = 'notes: What the simulated engine answers to';
  changeFile(join(place.root, 'engines', 'models.yaml'), notes, `${variables}\n    ${notes}`);
  const ended = await startBenchAll(['--engines', 'bad,one'], place).ended;
  assert.equal(ended.exitCode, exitCodes.engine, told(ended));
  await assertNothingLeft(ended);
  const { summary, folder } = onlyComparison(place);
  assert.deepEqual(
    summary.engines.map(({ engine, state }) => [engine, state]),
    [
      ['bad', 'failed'],
      ['one', 'measured'],
    ],
  );
  assert.match(summary.engines[0]?.why ?? '', /^ENGINE_EXITED: /);
  assert.ok(filesUnder(folder).includes('performance_comparison.png'));
});

test('with --skip-setup an engine whose image is not here is left out and nothing is pulled', async (t) => {
  const place = placeWithEngines(t, { one: {} });
  const env = { DYNO_SIM_IMAGE: 'registry.invalid/sim:none' };
  const ended = await startBenchAll(['--engines', 'one', '--skip-setup'], place, { env }).ended;
  assert.equal(ended.exitCode, exitCodes.machine, told(ended));
  assert.match(ended.stderr, /one: its image registry\.invalid\/sim:none is not here \(--skip-setup pulls none\)/);
  assert.doesNotMatch(ended.stderr, /pulling/);
});
