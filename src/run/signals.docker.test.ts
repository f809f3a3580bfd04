import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exitCodes } from '../errors.ts';
import { assertFailed, assertLockFree, assertNothingLeft, labelledObjects, told } from '../testing/nothing-left.ts';
import { descendants, makePlace, type Program, runFolder, runFolders } from '../testing/program.ts';
import { filesUnder, readRecord, readSamples, untilTrue } from '../testing/run-on-disk.ts';
import { bringTo, onlyCell, type StageName, stageNames } from '../testing/stages.ts';
import { until } from '../testing/until.ts';

/** Ctrl-C reaches the whole group of the terminal, SIGTERM the program alone. */
const signals = {
  INTERRUPTED: { name: 'Ctrl-C', send: (program: Program) => program.interrupt() },
  TERMINATED: { name: 'SIGTERM', send: (program: Program) => program.kill('SIGTERM') },
} as const;

const beforeSamples: StageName[] = stageNames.slice(0, stageNames.indexOf('loading'));
const afterLoad: StageName[] = ['analysing', 'cleaning', 'reporting'];

function assertSamplesKept(stage: StageName, folder: string): void {
  if (beforeSamples.includes(stage)) return;
  const outcomes = readSamples(folder, onlyCell).map(({ outcome }) => outcome);
  const expected = stage === 'loading' ? ['ok', 'ok', 'inFlightAtStop'] : ['ok', 'ok', 'ok', 'ok'];
  assert.deepEqual(outcomes, expected);
  // What was measured to its end before the signal is a result, also if nobody saw the report.
  if (afterLoad.includes(stage)) assert.ok(filesUnder(folder).includes('report.html'));
}

describe('a signal stops a run that is', { concurrency: 3 }, () => {
  for (const stage of stageNames) {
    for (const [code, { name, send }] of Object.entries(signals) as [
      keyof typeof signals,
      (typeof signals)['INTERRUPTED'],
    ][]) {
      test(`${stage}: ${name}`, async (t) => {
        const place = makePlace(t);
        const { program, release } = await bringTo(stage, place, t);
        send(program);
        await untilTrue(program, 'it says that it stops', () => program.stderr().includes('partial results are kept'));
        await release();
        const ended = await program.ended;
        await assertFailed(ended, code);
        if (stage.startsWith('preflight') && runFolders(place).length === 0) return;
        const run = readRecord(runFolder(place));
        assert.deepEqual([run.state, run.exitCode, run.errors[0]?.code], ['aborted', ended.exitCode, code]);
        assert.equal(run.cleanup?.clean, true);
        assertSamplesKept(stage, runFolder(place));
      });
    }
  }
});

test('a second Ctrl-C leaves at once, and the watchdog removes what is left', async (t) => {
  const place = makePlace(t);
  const { program } = await bringTo('loading', place, t);
  program.interrupt();
  await untilTrue(program, 'it says that it stops', () => program.stderr().includes('partial results are kept'));
  // It now waits for k6, which waits for a request that never gets an answer.
  program.interrupt();
  const ended = await program.ended;
  assert.equal(ended.exitCode, exitCodes.sigint, told(ended));
  assert.notEqual(readRecord(runFolder(place)).state, 'aborted', 'it has no time to write its end');
  assert.notDeepEqual(await labelledObjects(program.pid), [], 'nor to remove its container');
  await until('the watchdog has done its work', () => descendants(place).length === 0);
  assert.equal(readRecord(runFolder(place)).state, 'aborted');
  assert.equal(readSamples(runFolder(place), onlyCell).filter(({ outcome }) => outcome === 'ok').length, 2);
  await assertLockFree(place);
  await assertNothingLeft(ended);
});
