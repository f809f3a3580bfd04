import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Verdict } from '../domain/verdict.ts';
import { exitCodes } from '../errors.ts';
import { assertFailed, told } from '../testing/nothing-left.ts';
import { type Ended, makePlace, runFolder, startBench, startProgram } from '../testing/program.ts';
import { filesUnder, readJson, readRecord, readSamples, untilState, untilTrue } from '../testing/run-on-disk.ts';
import { mountSmallDisk, type SmallDisk } from '../testing/small-disk.ts';

const first = join('throughput', 'run-1');

/** A run whose results folder is a small disk. Skips where the user may not mount. */
async function startOnSmallDisk(t: TestContext, env: Record<string, string>) {
  const disk = await mountSmallDisk(600, t);
  if (disk === null) {
    t.skip('mounting a file system needs root');
    return null;
  }
  const place = { ...makePlace(t), resultsDir: join(disk.folder, 'results') };
  const args = ['--engine', 'sim', '--test', 'throughput', '--limit', '8'];
  return { place, disk, program: startBench(args, place, { env }) };
}

test('a disk that fills up between two cells: RESULTS_WRITE_FAILED, and the cell before is whole', async (t) => {
  const started = await startOnSmallDisk(t, {});
  if (started === null) return;
  const { place, disk, program } = started;
  await untilTrue(program, 'the first cell ends', () => program.stderr().includes(`] ${first} · 8 in flight · 8/8 ok`));
  disk.fill();
  await assertFullDisk(await program.ended, disk);
  const folder = runFolder(place);
  assert.equal(readSamples(folder, first).length, 8);
  assert.notEqual((readJson(folder, first, 'verdict.json') as Verdict).state, 'INVALID');
  assert.ok(!filesUnder(folder).includes(join('throughput', 'run-3', 'verdict.json')));
  // What the full disk cut off comes back from the samples, now that there is room again.
  const report = await startProgram(['report', folder], place).ended;
  assert.equal(report.exitCode, exitCodes.ok, told(report));
  assert.match(readFileSync(join(folder, 'benchmark_report.md'), 'utf8'), /throughput/);
});

test('a disk that fills up while requests are sent: RESULTS_WRITE_FAILED, not a result', async (t) => {
  // Slow enough that the load is still on when the disk is full.
  const started = await startOnSmallDisk(t, { SIM_TTFT_MS: '3000' });
  if (started === null) return;
  const { disk, program } = started;
  const folder = await untilState(program, 'loading');
  await untilTrue(program, 'k6 at work', () => existsSync(join(folder, first, 'requests.jsonl')));
  disk.fill();
  await assertFullDisk(await program.ended, disk);
  assert.ok(!filesUnder(folder).includes(join(first, 'verdict.json')));
});

async function assertFullDisk(ended: Ended, disk: SmallDisk): Promise<void> {
  disk.free();
  await assertFailed(ended, 'RESULTS_WRITE_FAILED', /no space left/);
  assert.notEqual(readRecord(runFolder(ended.place)).state, 'done');
}
