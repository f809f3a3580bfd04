import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynoError } from '../errors.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { realFiles } from '../world/files.ts';
import { createRunFolder, safeName } from './run-folder.ts';

const at = new Date('2026-11-22T14:07:00.123Z');
const world = {
  files: realFiles(),
  clock: { now: () => at, monotonicMs: () => performance.now(), sleep: async () => undefined },
};

/** Mounts a tmpfs, which only root may; false where this is not allowed. */
function mountTmpfs(context: TestContext, folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    context.skip('mounting needs root');
    return false;
  }
  context.after(() => execFileSync('umount', [folder]));
  return true;
}

function refuses(path: string, why: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof DynoError);
    assert.equal(error.code, 'RESULTS_WRITE_FAILED');
    assert.ok(error.message.includes(path), error.message);
    assert.match(error.message, why);
    return true;
  };
}

test('a run folder is named by time, engine and model and is left empty', async () => {
  const results = join(temporaryFolder(), 'not', 'yet', 'there');
  const folder = await createRunFolder(results, 'sglang_gpt-oss-20b', world);
  assert.equal(folder, join(results, '2026-11-22T14-07-00Z_sglang_gpt-oss-20b'));
  assert.deepEqual(readdirSync(folder), []);
});

test('folders made in the same second never take each other', async () => {
  const results = temporaryFolder();
  const folders = await Promise.all(Array.from({ length: 10 }, () => createRunFolder(results, 'sim_sim', world)));
  assert.equal(new Set(folders).size, 10);
  assert.ok(folders.includes(join(results, '2026-11-22T14-07-00Z_sim_sim-10')));
});

test('no name leads out of the results folder or hides', async () => {
  const hostile = [
    '../../etc',
    '/etc/passwd',
    '..',
    '.',
    '',
    'a/../../b',
    '\0',
    'x'.repeat(300),
    '..\\..',
    '-rf',
    'é/ü',
    '.git',
  ];
  for (const name of hostile) {
    assert.match(safeName(name), /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/, JSON.stringify(name));
    const results = temporaryFolder();
    const folder = await createRunFolder(results, name, world);
    assert.equal(dirname(folder), results, JSON.stringify(name));
  }
});

test('a file in place of the results folder is refused with path and cause', async () => {
  const results = join(temporaryFolder(), 'results');
  writeFileSync(results, 'a file');
  await assert.rejects(createRunFolder(results, 'sim_sim', world), refuses(results, /EEXIST|ENOTDIR/));
});

test('a read-only results folder is refused with path and cause', async (context) => {
  const results = join(temporaryFolder(), 'read-only');
  mkdirSync(results);
  if (!mountTmpfs(context, results, 'ro,size=1m')) return;
  await assert.rejects(createRunFolder(results, 'sim_sim', world), refuses(results, /EROFS|read-only/));
});

test('a full disk is refused with path and cause before anything is measured', async (context) => {
  const results = join(temporaryFolder(), 'full');
  mkdirSync(results);
  if (!mountTmpfs(context, results, 'size=32k')) return;
  await assert.rejects(createRunFolder(results, 'sim_sim', world), refuses(results, /ENOSPC|no space/));
});
