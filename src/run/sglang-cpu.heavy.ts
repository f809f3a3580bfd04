// `make test-sglang-cpu`: the real SGLang on the CPU. Not a part of `make test`: it needs an image of 3.7 GB and some minutes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { CacheReset } from '../domain/cache-reset.ts';
import {
  assertCellsSound,
  assertSchemasBind,
  assertSettingsTaken,
  buildImage,
  pinnedVersion,
  runEngine,
} from '../testing/cpu-engine.ts';
import { assertMetricsTold } from '../testing/metrics-told.ts';
import { makePlace } from '../testing/program.ts';
import { readJson, readRecord } from '../testing/run-on-disk.ts';

const engine = 'sglang-cpu';
const sglang = pinnedVersion(engine, 'sglang');

before(() => buildImage(engine));

test('the three tests on SGLang give sound cells, valid JSON, its version and its start-up', async (t) => {
  const { folder, result, ended } = await runEngine(engine, [], makePlace(t));
  assertCellsSound(result, ended);
  assertSchemasBind(result);
  await assertMetricsTold(folder, engine, 'throughput/run-1');
  assert.equal(result.system.engine.version, sglang);
  assertSettingsTaken(folder, [
    'maxNumSeqs',
    'contextLength',
    'prefixCache',
    'streamInterval',
    'seed',
    'jsonWhitespace',
  ]);
  const phases = readRecord(folder).startup.map(({ phase }) => phase);
  for (const phase of ['processStarted', 'workerStarted', 'weightsLoaded', 'serverListening', 'warmedUp'])
    assert.ok((phases as string[]).includes(phase), `${phase} is not among ${phases.join(', ')}`);
});

test('SGLang empties its prefix cache when it is told to, and counts show it', async (t) => {
  const args = ['--test', 'throughput', '--set', 'engine.prefixCache=true'];
  const { folder } = await runEngine(engine, args, makePlace(t));
  const reset = readJson(join(folder, 'throughput', 'run-1', 'cache-reset.json')) as CacheReset;
  assert.equal(reset.state, 'proven', JSON.stringify(reset));
});
