import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DynoError } from '../errors.ts';
import { realFiles } from './files.ts';

const files = realFiles();
const temporary = () => mkdtempSync(join(tmpdir(), 'dyno-test-'));

test('folders are made with their parents, and again without harm', async () => {
  const path = join(temporary(), 'a', 'b', 'c');
  await files.makeFolder(path);
  await files.makeFolder(path);
  assert.ok(statSync(path).isDirectory());
});

test('folders that many make at once are all made', async () => {
  for (let round = 0; round < 50; round += 1) {
    const path = join(temporary(), 'a', 'b');
    await Promise.all(Array.from({ length: 8 }, () => files.makeFolder(path)));
    assert.ok(statSync(path).isDirectory());
  }
});

test('a folder below /proc is refused instead of tried for ever', async () => {
  await assert.rejects(files.makeFolder('/proc/dyno/results'), { code: 'RESULTS_WRITE_FAILED' });
});

test('a file in the way is a failed write', async () => {
  const file = join(temporary(), 'file');
  writeFileSync(file, '');
  await assert.rejects(files.makeFolder(join(file, 'below')), { code: 'RESULTS_WRITE_FAILED' });
  await assert.rejects(files.claimFolder(join(file, 'below')), { code: 'RESULTS_WRITE_FAILED' });
});

test('an atomic write replaces the whole file and leaves nothing beside it', async () => {
  const folder = temporary();
  const path = join(folder, 'new', 'file.json');
  await files.writeAtomic(path, 'one');
  await files.writeAtomic(path, 'two');
  assert.equal(readFileSync(path, 'utf8'), 'two');
  assert.deepEqual(readdirSync(join(folder, 'new')), ['file.json']);
});

test('only one of two takes a name', async () => {
  const path = join(temporary(), 'lock');
  const taken = await Promise.all([files.createExclusive(path, 'a'), files.createExclusive(path, 'b')]);
  assert.deepEqual(taken.sort(), [false, true]);
});

test('lines of a file come one by one, a cut last line too; a missing file rejects', async () => {
  const path = join(temporary(), 'log');
  writeFileSync(path, 'one\ntwo\ncu');
  const read = [];
  for await (const line of files.lines(path)) read.push(line);
  assert.deepEqual(read, ['one', 'two', 'cu']);
  await assert.rejects(async () => {
    for await (const line of files.lines(`${path}.missing`)) assert.fail(line);
  }, /ENOENT/);
});

test('what cannot be read is named, and an error of who reads is his own', async () => {
  const folder = temporary();
  const read = async (path: string) => {
    for await (const _ of files.lines(path)) throw new Error('mine');
  };
  const taken = async (path: string) => {
    for await (const _ of files.pieces(path)) throw new Error('mine');
  };
  for (const [path, why] of [
    [folder, /EISDIR/],
    [join(folder, 'none'), /ENOENT/],
  ] as const) {
    for (const reading of [files.readText, read, taken]) {
      await assert.rejects(reading(path), (error: DynoError) => {
        assert.equal(error.code, 'FILE_UNREADABLE');
        assert.ok(error.message.startsWith(`cannot read ${path}: `) && why.test(error.message), error.message);
        return true;
      });
    }
  }
  const file = join(folder, 'file');
  writeFileSync(file, 'a\nb\n');
  await assert.rejects(read(file), { message: 'mine' });
  await assert.rejects(taken(file), { message: 'mine' });
});
