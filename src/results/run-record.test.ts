import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSchema } from '../domain/run.ts';
import { dropAnchor } from '../domain/run-clock.ts';
import { DynoError } from '../errors.ts';
import { exampleRun } from '../testing/example-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { realClock } from '../world/clock.ts';
import { realFiles } from '../world/files.ts';
import type { Files } from '../world.ts';
import { startRunRecord } from './run-record.ts';
import { writeJson } from './write-json.ts';

const world = { files: realFiles(), clock: realClock() };

const clock = dropAnchor(world.clock);

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

test('run.json holds each state as soon as it is entered, and the events tell the way there', async () => {
  const folder = temporaryFolder();
  const record = await startRunRecord(folder, { ...exampleRun({ state: 'preflight' }), clock }, world);
  assert.equal(readJson(join(folder, 'run.json')).state, 'preflight');
  for (const state of ['starting', 'ready', 'loading'] as const) {
    await record.enter(state);
    assert.equal(readJson(join(folder, 'run.json')).state, state);
  }
  await record.addError(new DynoError('ENGINE_CRASHED', 'it died'));
  record.note({ event: 'pulled', layer: 3 });
  await record.close();
  const events = readFileSync(join(folder, 'events.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    events.map((event) => event.state ?? event.event),
    ['preflight', 'starting', 'ready', 'loading', 'error', 'pulled'],
  );
  const run = runSchema.parse(readJson(join(folder, 'run.json')));
  assert.equal(run.errors[0]?.code, 'ENGINE_CRASHED');
  assert.deepEqual(readdirSync(folder).sort(), ['events.ndjson', 'run.json']);
});

test('changes made together are all kept, in order', async () => {
  const folder = temporaryFolder();
  const record = await startRunRecord(folder, { ...exampleRun(), clock }, world);
  await Promise.all([
    record.update({ cellsDone: ['a'] }),
    record.update({ networkPath: 'container' }),
    record.update({ cellsDone: ['a', 'b'] }),
  ]);
  const run = readJson(join(folder, 'run.json'));
  assert.deepEqual(run.cellsDone, ['a', 'b']);
  assert.equal(run.networkPath, 'container');
  await record.close();
});

test('a disk that fills up fails the change of state but never an event', async () => {
  const folder = temporaryFolder();
  let full = false;
  const refuse = async () => {
    throw new DynoError('RESULTS_WRITE_FAILED', 'ENOSPC');
  };
  const files: Files = {
    ...world.files,
    writeAtomic: (path, content) => (full ? refuse() : world.files.writeAtomic(path, content)),
    openAppend: async (path) => {
      const file = await world.files.openAppend(path);
      return { ...file, append: (text) => (full ? refuse() : file.append(text)) };
    },
  };
  const record = await startRunRecord(folder, { ...exampleRun(), clock }, { ...world, files });
  full = true;
  record.note({ event: 'lost' });
  await assert.rejects(record.enter('ready'), { code: 'RESULTS_WRITE_FAILED' });
  await record.close();
  assert.equal(readJson(join(folder, 'run.json')).state, 'loading');
});

test('a value that does not follow its schema is a bug and is not written', async () => {
  const path = join(temporaryFolder(), 'run.json');
  const wrong = { ...exampleRun(), exitCode: Number.NaN };
  await assert.rejects(writeJson(path, runSchema, wrong, world), (error: DynoError) => {
    assert.equal(error.code, 'INTERNAL');
    assert.match(error.detail.join(), /exitCode/);
    return true;
  });
  assert.equal(await world.files.exists(path), false);
});
