import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { readPrompts, readSchemas } from './datasets.ts';

const world = testWorld();
const folder = mkdtempSync(join(tmpdir(), 'dyno-datasets-'));

function dataset(name: string, content: string) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { name, path, sha256: null, count: 0 };
}

test('the shipped data sets can be read', async () => {
  const shipped = (path: string) => ({ name: path, path, sha256: null, count: 0 });
  assert.ok((await readPrompts(shipped('datasets/sample/prompts.jsonl'), world)).length > 100);
  assert.equal((await readSchemas(shipped('datasets/schemas'), world)).length, 40);
});

test('bad rows are named by file and line, three of them, with their total', async () => {
  const rows = [
    '{"id":"a","prompt":"x"}',
    '{"id":"b"}',
    'no json',
    '',
    '{"id":"a","prompt":"y"}',
    '{"id":"","prompt":"z"}',
  ];
  const bad = dataset('bad.jsonl', rows.join('\n'));
  await assert.rejects(readPrompts(bad, world), (error: { code: string; message: string; detail: string[] }) => {
    assert.equal(error.code, 'DATASET_INVALID');
    assert.match(error.message, /4 of 6 rows are wrong/);
    assert.deepEqual(
      error.detail.map((line) => /:(\d+):/.exec(line)?.[1]),
      ['2', '3', '5', undefined],
    );
    assert.match(error.detail[2] ?? '', /id a is there twice/);
    return true;
  });
});

test('a missing or empty data set is refused', async () => {
  const missing = { name: 'x', path: join(folder, 'nowhere.jsonl'), sha256: null, count: 0 };
  await assert.rejects(readPrompts(missing, world), { code: 'DATASET_INVALID', message: /does not exist/ });
  await assert.rejects(readPrompts(dataset('empty.jsonl', '\n'), world), { message: /holds no prompt/ });
});
