import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertLockFree, labelledObjects } from '../testing/nothing-left.ts';
import { descendants, makePlace, type Place, type Program, runFolder, runFolders } from '../testing/program.ts';
import { filesUnder, readRecord, readSamples, statesOf } from '../testing/run-on-disk.ts';
import { bringTo, onlyCell, type StageName, stageNames } from '../testing/stages.ts';
import { until } from '../testing/until.ts';

/** The promise of DESIGN section 3: this long after a kill -9 nothing of the run is left. */
const goneWithinMs = 15_000;

type Victim = { place: Place; program: Program; folder: string | null; goneAfterMs: Promise<number> | null };

const cleanups: (() => void)[] = [];
const allOver = { after: (work: () => void) => void cleanups.push(work) };

async function bring(stage: StageName): Promise<Victim> {
  const place = makePlace(allOver);
  const { program } = await bringTo(stage, place, allOver);
  const folder = stage.startsWith('preflight') ? null : runFolder(place);
  if (folder !== null) assert.equal(statesOf(folder).at(-1), stage.split(',')[0]);
  return { place, program, folder, goneAfterMs: null };
}

/** Processes of the run itself: the watchdog ends a little later, when a second look has found nothing. */
function working(place: Place): string[] {
  return descendants(place).filter((line) => !line.includes('watchdog-main.ts'));
}

/** Kills the orchestrator; gives the time until nothing of its run was left. */
async function kill({ place, program }: Victim): Promise<number> {
  const killedMs = performance.now();
  program.kill('SIGKILL');
  await until(
    () => `nothing of the run is left: ${working(place).join('\n')}`,
    async () => (await labelledObjects(program.pid)).length === 0 && working(place).length === 0,
    goneWithinMs,
  );
  return performance.now() - killedMs;
}

function assertRecordTellsIt(stage: StageName, folder: string): void {
  const run = readRecord(folder);
  assert.deepEqual([run.state, run.errors.at(-1)?.code, run.cleanup?.clean], ['aborted', 'KILLED', true]);
  assert.match(run.errors.at(-1)?.message ?? '', new RegExp(`died in state ${stage.split(',')[0]}$`));
  assert.ok(filesUnder(folder).includes('watchdog.log'));
  const kept = ['loading', 'analysing', 'cleaning', 'reporting'].includes(stage);
  if (kept) assert.ok(readSamples(folder, onlyCell).filter(({ outcome }) => outcome === 'ok').length >= 2);
}

describe('kill -9 of a run that is', () => {
  const victims = new Map<StageName, Promise<Victim>>();

  // All are killed at one moment: the next start's sweep must not do the work of a watchdog.
  before(async () => {
    for (const stage of stageNames) {
      const victim = bring(stage);
      victim.catch(() => undefined);
      victims.set(stage, victim);
    }
    for (const result of await Promise.allSettled(victims.values())) {
      if (result.status === 'rejected') continue;
      result.value.goneAfterMs = kill(result.value);
      result.value.goneAfterMs.catch(() => undefined);
    }
  });

  after(() => {
    for (const cleanUp of cleanups) cleanUp();
  });

  for (const stage of stageNames) {
    test(`${stage}: nothing is left within 15 s`, async (t) => {
      const { place, program, folder, goneAfterMs } = (await victims.get(stage)) as Victim;
      t.diagnostic(`nothing was left ${(Number(await goneAfterMs) / 1000).toFixed(1)} s after the kill`);
      await until('the watchdog ends', () => descendants(place).length === 0);
      assert.deepEqual(await labelledObjects(program.pid), []);
      await assertLockFree(place);
      if (folder === null) assert.deepEqual(runFolders(place), []);
      else assertRecordTellsIt(stage, folder);
    });
  }
});
