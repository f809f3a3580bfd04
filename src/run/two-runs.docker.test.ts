import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertFailed, labelledObjects } from '../testing/nothing-left.ts';
import { bench, makePlace, runFolders } from '../testing/program.ts';
import { readRecord } from '../testing/run-on-disk.ts';
import { bringTo } from '../testing/stages.ts';
import { testWorld } from '../testing/test-world.ts';

const { host } = testWorld();

test('a second run on the machine is told who has the lock, and disturbs the first one in nothing', async (t) => {
  const [place, other] = [makePlace(t), makePlace(t)];
  const { program } = await bringTo('loading', place, t);
  const before = await labelledObjects(program.pid);
  const second = await bench(['--engine', 'sim', '--limit', '1'], { ...other, lockDir: place.lockDir });
  assert.equal(second.exitCode, 4);
  assert.match(second.stderr, /^dyno: LOCKED: /m);
  assert.match(second.stderr, new RegExp(`process ${program.pid} on ${host.hostname}`));
  assert.deepEqual([second.stdout, runFolders(other)], ['', []]);
  assert.deepEqual(await labelledObjects(second.pid), []);
  // The first one still runs with all it had, and ends as it would have.
  assert.deepEqual(await labelledObjects(program.pid), before);
  assert.equal(before.length > 0 && !program.hasEnded(), true);
  program.kill('SIGTERM');
  await assertFailed(await program.ended, 'TERMINATED');
  assert.equal(readRecord(runFolders(place)[0] ?? '').cleanup?.clean, true);
});
