import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { cachePurpose, ownerLabel, parseOwner, purposeLabel } from '../domain/labels.ts';
import { errorTable, exitCodes } from '../errors.ts';
import { takeLock } from '../results/lock.ts';
import { descendants, type Ended, type Place } from './program.ts';
import { testWorld } from './test-world.ts';
import { until } from './until.ts';

const world = testWorld();

/** A watchdog that was told that all is done still has to read that line. */
const goneWithinMs = 30_000;

/** Docker objects whose label says that the process `pid` made them; caches outlive runs. */
export async function labelledObjects(pid: number): Promise<string[]> {
  const objects = await world.docker.listLabelled(ownerLabel);
  return objects
    .filter(({ labels }) => labels[purposeLabel] !== cachePurpose && parseOwner(labels[ownerLabel])?.pid === pid)
    .map(({ kind, name }) => `${kind} ${name}`);
}

/** The next run gets the lock, also if the one that had it died and could not release it. */
export async function assertLockFree(place: Place): Promise<void> {
  const lock = await takeLock('next', { ...world, env: { DYNO_LOCK_DIR: place.lockDir } });
  await lock.release();
  assert.deepEqual(readdirSync(place.lockDir), [], 'lock files');
}

/** Nothing of the program is left: no Docker object, no process, no lock, no temporary file. */
export async function assertNothingLeft({ pid, place }: Pick<Ended, 'pid' | 'place'>): Promise<void> {
  assert.deepEqual(await labelledObjects(pid), [], 'labelled Docker objects');
  await until(
    () => `no process left: ${descendants(place).join('\n')}`,
    () => descendants(place).length === 0,
    goneWithinMs,
  );
  assert.deepEqual(readdirSync(place.lockDir), [], 'lock files');
  assert.deepEqual(readdirSync(place.tmpDir), [], 'temporary files');
}

/** The program went to its end: exit code by its verdicts, nothing left. */
export async function assertFinished(ended: Ended): Promise<void> {
  assert.ok([exitCodes.ok, exitCodes.invalid].includes(ended.exitCode as 0 | 3), told(ended));
  await assertNothingLeft(ended);
}

/** It ended with this error: its exit code, one message that names the code, what to do, and nothing left. */
export async function assertFailed(ended: Ended, code: keyof typeof errorTable, ...words: RegExp[]): Promise<void> {
  assert.equal(ended.exitCode, errorTable[code].exit, told(ended));
  const codes = [...ended.stderr.matchAll(/^dyno: ([A-Z_]+): /gm)].map((match) => match[1]);
  assert.deepEqual(codes, [code], told(ended));
  assert.match(ended.stderr, /^what to do: \S/m);
  for (const word of words) assert.match(ended.stderr, word);
  await assertNothingLeft(ended);
}

/** What the program said, for the message of an assertion. */
export function told({ exitCode, signal, stdout, stderr }: Ended): string {
  return `exit code ${exitCode}, signal ${signal}\n--- stdout\n${stdout.slice(-2000)}\n--- stderr\n${stderr.slice(-4000)}`;
}
