import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { EngineResult } from '../domain/engine-result.ts';
import type { DynoError } from '../errors.ts';
import { readFinished } from '../results/read-finished.ts';
import { readJson } from '../testing/run-on-disk.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { remakeReport } from './remake-report.ts';

/** Files of a run that version 0.1.0 made of the simulator; some of its cells are left out. */
const packed = join(import.meta.dirname, 'testdata', 'run-0.1.0.json.gz');
const files = JSON.parse(gunzipSync(readFileSync(packed)).toString()) as Record<string, string>;
const made = ['statistics.json', 'verdict.json'];

function unpacked(): string {
  const folder = join(temporaryFolder(), 'copied');
  for (const [name, text] of Object.entries({ ...files, 'sim.json': '{"version":1,"engine":"sim"}' })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A machine without Docker. */
const docker = new Proxy({}, { get: () => assert.fail('a report needs no Docker') });
const world = testWorld({ env: {}, docker: docker as never });

const folder = unpacked();
const refused = await readFinished(folder, world).catch((error: unknown) => error);
await remakeReport(folder, world);

test('a run of version 0.1 is reported anywhere from its samples alone, and says what is missing and unknown', async () => {
  const { result } = await readFinished(folder, world);
  assert.deepEqual(
    result?.missing.map(({ cell }) => cell),
    ['throughput/run-2', 'json_struct/unconstrained/run-1', 'low_latency/run-1'],
  );
  for (const report of ['benchmark_report.md', 'report.html']) {
    const text = readFileSync(join(folder, report), 'utf8');
    const top = text.slice(0, text.search(/<section|\n## /));
    assert.match(top, /PARTIAL: 3 of 5 cells are missing below: throughput\/run-2 \(it was not measured to its end\)/);
    assert.match(top, /OLDER RUN: Dyno 0\.1\.0 measured it.*It cannot tell: what the engine said of its own settings/);
    assert.match(text, /measured on.*vm, 2026-11-25 18:35:55 UTC/s);
  }
  for (const name of Object.keys(files).filter((one) => !made.some((end) => one.endsWith(end)))) {
    assert.equal(readFileSync(join(folder, name), 'utf8'), files[name], name);
  }
});

test('a result that version 0.1 wrote is not compared before it was made again', () => {
  const { code, message, hint } = refused as DynoError;
  assert.deepEqual(
    [code, message],
    ['RUN_FOLDER_INVALID', `${folder}/sim.json was written by an older version of Dyno`],
  );
  assert.equal(hint, `make it again from the samples: ./dyno report ${folder}`);
});

test('figures of version 0.1 are still the same figures', () => {
  const [now] = (readJson(folder, 'sim.json') as EngineResult).benchmarks.throughput;
  const then = JSON.parse(files['throughput/run-1/statistics.json'] ?? '');
  for (const name of ['outputTokensPerS', 'requestsPerS', 'steadyWindow', 'tokens', 'goodput', 'durationS'] as const) {
    assert.deepEqual(now?.statistics[name], then[name], name);
  }
  for (const name of ['ttftMs', 'tpotMs', 'e2eMs', 'iclMs'] as const) {
    assert.deepEqual(now?.statistics[name].quantiles, then[name].quantiles, name);
  }
});
