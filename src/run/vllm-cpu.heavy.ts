// `make test-vllm-cpu`: the real vLLM on the CPU. Not a part of `make test`: it needs an image of 3 GB and some minutes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { CacheReset } from '../domain/cache-reset.ts';
import {
  assertCellsSound,
  assertSchemasBind,
  assertSettingsTaken,
  buildImage,
  cellsOf,
  pinnedVersion,
  runEngine,
} from '../testing/cpu-engine.ts';
import { assertMetricsTold } from '../testing/metrics-told.ts';
import { makePlace } from '../testing/program.ts';
import { readJson, readRecord } from '../testing/run-on-disk.ts';

const engine = 'vllm-cpu';
const vllm = pinnedVersion(engine, engine);

before(() => buildImage(engine));

test('the three tests on vLLM give sound cells, valid JSON, its version and its start-up', async (t) => {
  const { folder, result, ended } = await runEngine(engine, [], makePlace(t));
  assertCellsSound(result, ended);
  assertSchemasBind(result);
  await assertMetricsTold(folder, engine, 'throughput/run-1');
  assert.equal(result.system.engine.version, vllm);
  assertSettingsTaken(folder, [
    'maxNumSeqs',
    'contextLength',
    'prefixCache',
    'streamInterval',
    'seed',
    'jsonWhitespace',
  ]);
  const phases = readRecord(folder).startup.map(({ phase }) => phase);
  for (const phase of ['processStarted', 'engineConfigured', 'weightsLoaded', 'engineInitialised', 'serverListening'])
    assert.ok((phases as string[]).includes(phase), `${phase} is not among ${phases.join(', ')}`);
});

test('vLLM empties its prefix cache when it is told to, and counts show it', async (t) => {
  const args = ['--test', 'throughput', '--set', 'engine.prefixCache=true'];
  const { folder } = await runEngine(engine, args, makePlace(t));
  const reset = readJson(join(folder, 'throughput', 'run-1', 'cache-reset.json')) as CacheReset;
  assert.equal(reset.state, 'proven', JSON.stringify(reset));
});

test('a gpt-oss on vLLM thinks before it answers, and what its parser makes of a schema is no valid JSON', async (t) => {
  const { result } = await runEngine(engine, ['--model', 'tiny-gpt-oss'], makePlace(t));
  const [cell] = result.benchmarks.low_latency ?? [];
  assert.ok((cell?.statistics.tokens.reasoning ?? 0) > 0, 'reasoning tokens');
  const { ttftMs, ttfaMs } = cell?.statistics ?? {};
  assert.ok(
    (ttfaMs?.count ?? 0) > 0 && (ttfaMs?.mean ?? 0) > (ttftMs?.mean ?? 0),
    'the answer begins after the thinking',
  );
  const constrained = cellsOf(result).find(({ statistics }) => statistics.cell.id === 'json_struct/run-1');
  const validity = constrained?.statistics.validity;
  assert.ok(validity, 'json_struct has no figures of validity');
  const { empty, notJson, truncated } = validity.outcomes;
  assert.equal(empty + notJson + truncated, validity.asked, JSON.stringify(validity.outcomes));
  assert.equal(constrained?.verdict.state, 'INVALID', 'it fills no schema');
});
