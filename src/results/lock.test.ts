import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { realClock } from '../world/clock.ts';
import { realFiles } from '../world/files.ts';
import { realHost } from '../world/host.ts';
import { realProcesses } from '../world/processes.ts';
import { takeLock } from './lock.ts';

function worldWithLockIn(folder: string) {
  return {
    files: realFiles(),
    processes: realProcesses(),
    host: realHost(),
    clock: realClock(),
    env: { DYNO_LOCK_DIR: folder },
  };
}

const uid = realHost().uid ?? 'any';
const deadOwner = { host: realHost().hostname, pid: 2, startTicks: '1' };

function claimOf(owner: object): string {
  return JSON.stringify({ owner, run: 'old-run', since: '2026-11-22T14:00:00.000Z' });
}

/** Starts rivals that wait for a common go and answer 'won' or the error code; a winner keeps the lock until told to end. */
async function race(folder: string, count: number): Promise<string[]> {
  const rivals: ChildProcess[] = [];
  for (let index = 0; index < count; index += 1) {
    const rival = fork(join(import.meta.dirname, '../testing/lock-rival.ts'), {
      env: { ...process.env, DYNO_LOCK_DIR: folder },
    });
    rivals.push(rival);
    await once(rival, 'message');
  }
  const answers = rivals.map(async (rival) => {
    const [answer] = await once(rival, 'message');
    return String(answer);
  });
  for (const rival of rivals) rival.send('go');
  const results = await Promise.all(answers);
  for (const rival of rivals) {
    rival.send('end');
    await once(rival, 'exit');
  }
  return results.sort();
}

test('a second run is refused and told who holds the lock, since when and for which run', async () => {
  const folder = temporaryFolder();
  const world = worldWithLockIn(folder);
  const lock = await takeLock('first-run', world);
  await assert.rejects(takeLock('second-run', world), (error: Error & { code: string }) => {
    assert.equal(error.code, 'LOCKED');
    assert.match(error.message, /first-run/);
    assert.match(error.message, new RegExp(`process ${process.pid}`));
    assert.match(error.message, /since \d{4}-/);
    return true;
  });
  await lock.release();
  assert.deepEqual(readdirSync(folder), []);
  await (await takeLock('second-run', world)).release();
});

test('of four processes started together exactly one gets the lock', async () => {
  for (let round = 0; round < 3; round += 1) {
    assert.deepEqual(await race(temporaryFolder(), 4), ['LOCKED', 'LOCKED', 'LOCKED', 'won']);
  }
});

test('of four processes that find the lock of a dead owner exactly one takes it over, and nothing else stays', async () => {
  for (let round = 0; round < 3; round += 1) {
    const folder = temporaryFolder();
    writeFileSync(join(folder, `dyno-${uid}.lock`), claimOf(deadOwner));
    assert.deepEqual(await race(folder, 4), ['LOCKED', 'LOCKED', 'LOCKED', 'won']);
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('a lock that was never written to its end, and an heir that died, hold nobody up', async () => {
  const folder = temporaryFolder();
  const path = join(folder, `dyno-${uid}.lock`);
  writeFileSync(path, '');
  writeFileSync(`${path}.after-unreadable`, claimOf(deadOwner));
  await (await takeLock('new-run', worldWithLockIn(folder))).release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a living run of another user excludes ours, a dead one does not', async () => {
  const folder = temporaryFolder();
  const world = worldWithLockIn(folder);
  const living = { ...deadOwner, pid: process.pid, startTicks: world.processes.startTicks(process.pid) };
  writeFileSync(join(folder, 'dyno-99999.lock'), claimOf(living));
  await assert.rejects(takeLock('new-run', world), { code: 'LOCKED' });
  assert.deepEqual(readdirSync(folder), ['dyno-99999.lock']);
  writeFileSync(join(folder, 'dyno-99999.lock'), claimOf(deadOwner));
  await (await takeLock('new-run', world)).release();
});
