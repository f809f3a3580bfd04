import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConversationFilters } from '../domain/dataset.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { readManifest } from './manifest.ts';
import { convertShareGpt, promptOfConversation } from './sharegpt.ts';

const world = testWorld();
const fixture = join(import.meta.dirname, 'testdata', 'sharegpt.json');

async function filters(): Promise<ConversationFilters> {
  const found = (await readManifest(world)).find(({ name }) => name === 'sharegpt')?.filters;
  assert.ok(found);
  return found;
}

function conversation(...turns: string[]) {
  return { id: 'x', conversations: turns.map((value) => ({ from: 'human', value })) };
}

function leftOut(value: unknown, by: ConversationFilters): string | null {
  const made = promptOfConversation(value, 0, by);
  return 'leftOut' in made ? made.leftOut : null;
}

test('conversations become prompts by the rules of vllm bench serve, and what is left out is counted', async () => {
  const to = join(temporaryFolder(), 'prompts.jsonl');
  const done = await convertShareGpt(fixture, to, await filters(), world);
  assert.deepEqual(done, {
    conversations: 8,
    prompts: 3,
    leftOut: {
      'too few turns': 2,
      'prompt too short': 1,
      'answer too short': 1,
      'no conversation': 1,
    },
  });
  const rows = readFileSync(to, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map(({ id, conversation }) => [id, conversation]),
    [
      ['c000001', 'a1'],
      ['c000006', null],
      ['c000008', 'a7'],
    ],
  );
  assert.equal(rows[0].prompt, 'Which birds sleep while they fly, and how do they do it?');
  assert.ok(rows[1].prompt.includes('<|endoftext|>'));
});

test('limits count tokens of o200k_base, prompt and answer together too', async () => {
  const by = await filters();
  // " word" is one token of o200k_base, "word" at the beginning too.
  const words = (count: number) => Array(count).fill('word').join(' ');
  assert.equal(leftOut(conversation(words(4), words(4)), by), null);
  assert.equal(leftOut(conversation(words(3), words(4)), by), 'prompt too short');
  assert.equal(leftOut(conversation(words(4), words(3)), by), 'answer too short');
  assert.equal(leftOut(conversation(words(1024), words(1024)), by), null);
  assert.equal(leftOut(conversation(words(1025), words(4)), by), 'prompt too long');
  assert.equal(leftOut(conversation(words(1024), words(1025)), by), 'too long together');
});

test('a file that is no JSON array, is cut, or leaves nothing is refused and leaves no prompts', async () => {
  const folder = temporaryFolder();
  const cases: [string, RegExp][] = [
    ['{"a":1}', /is no JSON array of conversations/],
    [readFileSync(fixture, 'utf8').slice(0, 700), /is no JSON array of conversations/],
    ['[{"id":"a","text":"other fields"}]', /none of its 1 conversations passes the filters/],
  ];
  for (const [index, [text, message]] of cases.entries()) {
    const from = join(folder, `${index}.json`);
    writeFileSync(from, text);
    const to = join(folder, `${index}.jsonl`);
    await assert.rejects(convertShareGpt(from, to, await filters(), world), { code: 'DATASET_INVALID', message });
    assert.equal(await world.files.exists(to), false);
  }
});
