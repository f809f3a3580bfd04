import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { planDataset } from './datasets.ts';
import { checkSchemas } from './schemas.ts';

const world = testWorld();

const good = {
  name: 'point',
  grade: 'flat',
  schema: { type: 'object', properties: { x: { type: 'integer', minimum: 0 } }, required: ['x'] },
  prompts: ['Give a point.'],
  example: { x: 1 },
};

/** A user's own folder of schemas: an object is written as JSON, a text as it is. */
async function ownSet(files: Record<string, object | string>) {
  const folder = join(temporaryFolder(), 'own');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return planDataset(folder, 'schemas', world);
}

async function refusal(files: Record<string, object | string>): Promise<string[]> {
  const set = await ownSet(files);
  let detail: string[] = [];
  await assert.rejects(checkSchemas(set, world), (error: { code: string; detail: string[] }) => {
    assert.equal(error.code, 'DATASET_INVALID');
    detail = error.detail;
    return true;
  });
  return detail;
}

test('every shipped schema compiles strictly, and its example satisfies it', async () => {
  const counts = [];
  for (const name of ['schemas', 'enforcement']) {
    const set = await planDataset(name, 'schemas', world);
    await checkSchemas(set, world);
    counts.push(set.count);
  }
  assert.deepEqual(counts, [40, 10]);
});

test('a folder of own schemas is taken by path, and an example may be left out', async () => {
  const { example: _, ...without } = good;
  const set = await ownSet({ 'a.json': good, 'b.json': { ...without, name: 'other' }, 'readme.txt': 'not looked at' });
  assert.equal(set.count, 2);
  await checkSchemas(set, world);
});

test('a file that is no schema is named with the reason', async () => {
  const { prompts: _, ...noPrompts } = good;
  const reasons: [object | string, RegExp][] = [
    ['{"name": "x",', /a\.json: no JSON: /],
    ['[1]', /a\.json: the file: /],
    [noPrompts, /a\.json: prompts: /],
    [{ ...good, schema: { type: 'objekt' } }, /a\.json: schema: .*type/],
    [
      { ...good, schema: { type: 'object', properties: { x: { minimun: 1 } } } },
      /a\.json: schema: .*unknown keyword: "minimun"/,
    ],
    [{ ...good, schema: { $ref: '#/$defs/nowhere' } }, /a\.json: schema: can't resolve reference #\/\$defs\/nowhere/],
    [{ ...good, schema: { type: 'string', pattern: '((' } }, /a\.json: schema: .*regular expression/],
    [{ ...good, example: { x: -1 } }, /a\.json: its example breaks its schema: \/x must be >= 0/],
  ];
  for (const [content, why] of reasons) assert.match((await refusal({ 'a.json': content })).join('\n'), why);
});

test('all bad files are told at once, and a name may occur once', async () => {
  assert.deepEqual((await refusal({ 'a.json': '1', 'b.json': good, 'c.json': '{' })).length, 2);
  assert.match(
    (await refusal({ 'a.json': good, 'b.json': good })).join(),
    /b\.json: the name "point" is that of a\.json too/,
  );
  assert.equal((await refusal(Object.fromEntries([...'abcdefgh'].map((name) => [`${name}.json`, '{'])))).length, 6);
});

test('a folder without schemas is refused', async () => {
  const set = await ownSet({ 'readme.txt': '' });
  await assert.rejects(checkSchemas(set, world), { code: 'DATASET_INVALID', message: /holds no schema/ });
});
