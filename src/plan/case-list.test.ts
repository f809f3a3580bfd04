import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DynoError } from '../errors.ts';
import { testWorld } from '../testing/test-world.ts';
import { readCaseList } from './case-list.ts';

const world = testWorld();
const folder = mkdtempSync(join(tmpdir(), 'dyno-cases-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const one = { id: 'a', prompt: 'Say yes.', newTokens: 4, repeats: 2 };

/** The mistakes of a file, each without its folder. */
async function mistakes(name: string, text: string): Promise<string[]> {
  const error = await readCaseList('low_latency', file(name, text), world).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof DynoError, 'nothing was wrong');
  assert.equal(error.code, 'DATASET_INVALID');
  return error.detail.map((line) => line.replace(`${folder}/`, ''));
}

test('the case list that ships is whole, and found from the root of the repository', async () => {
  const { cases, path } = await readCaseList('low_latency', 'datasets/cases/small-latency.yaml', world);
  assert.equal(path, 'datasets/cases/small-latency.yaml');
  assert.deepEqual(
    cases.map(({ id, repeats }) => [id, repeats]),
    ['one-token', 'one-line', 'paragraph', 'code', 'long-prompt'].map((id) => [id, 150]),
  );
});

test('a list may be YAML, alone or under cases, or JSON lines; its hash is that of the file', async () => {
  const other = { ...one, id: 'b' };
  const lines = `${JSON.stringify(one)}\n\n${JSON.stringify(other)}\n`;
  for (const [name, text] of [
    ['list.yaml', JSON.stringify([one, other])],
    ['cases.yaml', JSON.stringify({ cases: [one, other] })],
    ['lines.jsonl', lines],
  ] as const) {
    assert.deepEqual((await readCaseList('low_latency', file(name, text), world)).cases, [one, other], name);
  }
  const hash = async (text: string) => (await readCaseList('low_latency', file('x.jsonl', text), world)).sha256;
  assert.notEqual(await hash(lines), await hash(lines.replace('yes', 'no')));
});

test('every mistake names file and line', async () => {
  const yaml =
    'cases:\n  - { id: a, prompt: Hi, newTokens: 4, repeats: 2 }\n\n  - { id: a, prompt: Hi, newTokens: 0, repeats: 2 }\n  - id: b\n    promt: Hi\n    newTokens: 4\n    repeats: 2\n';
  const found = await mistakes('bad.yaml', yaml);
  assert.match(found[0] ?? '', /^bad\.yaml:4: newTokens: /);
  assert.ok(
    found.some((line) => /^bad\.yaml:5: prompt: /.test(line)),
    found.join('\n'),
  );
  assert.ok(
    found.some((line) => /^bad\.yaml:5: .*promt/.test(line)),
    found.join('\n'),
  );
  assert.match(
    (await mistakes('twice.jsonl', `${JSON.stringify(one)}\n${JSON.stringify(one)}\n`))[0] ?? '',
    /^twice\.jsonl:2: id a is there twice, first in line 1/,
  );
  assert.match((await mistakes('cut.jsonl', `${JSON.stringify(one)}\n{"id":"b",\n`))[0] ?? '', /^cut\.jsonl:2: /);
  assert.match((await mistakes('broken.yaml', 'cases:\n  - id: [\n'))[0] ?? '', /^broken\.yaml:\d: /);
});

test('a file without cases, and an id that could lead out of its folder, are mistakes', async () => {
  assert.match((await mistakes('empty.jsonl', '\n'))[0] ?? '', /empty\.jsonl:1: there is no case in it/);
  assert.match((await mistakes('text.yaml', 'hello'))[0] ?? '', /text\.yaml:1: a case list is a list of cases/);
  assert.match((await mistakes('out.jsonl', JSON.stringify({ ...one, id: '../x' })))[0] ?? '', /out\.jsonl:1: id: /);
  const missing = readCaseList('low_latency', join(folder, 'none.yaml'), world);
  await assert.rejects(
    missing,
    (error: DynoError) => error.code === 'DATASET_INVALID' && /does not exist/.test(error.message),
  );
});
