import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../domain/random.ts';
import { composeText } from './compose.ts';
import type { Ruler } from './ruler.ts';
import { words } from './words.ts';

type Tokenizer = (text: string) => number;

function ruler(count: Tokenizer, change: Partial<Ruler> = {}): Ruler & { asked: number } {
  const made = {
    counted: 'exactly' as const,
    emptyTokens: count(''),
    costOf: (piece: string) => count(`The${piece}`) - count('The'),
    promptTokens: async (text: string) => {
      made.asked += 1;
      return count(text);
    },
    inWords: '',
    asked: 0,
    ...change,
  };
  return made;
}

/** A word is a token, as in most vocabularies, after a template of 12. */
const byWord: Tokenizer = (text) => 12 + (text.match(/\w+|\./g) ?? []).length;
/** A small vocabulary: three letters a token. */
const byPiece: Tokenizer = (text) => (text.match(/ ?\w{1,3}|\./g) ?? []).length;
/** Pairs of words become one token: what a word costs depends on the one before it. */
const byPair: Tokenizer = (text) => Math.ceil((text.match(/\w+/g) ?? []).length / 2) + (text.match(/\./g) ?? []).length;

for (const [name, tokenizer] of Object.entries({ byWord, byPiece, byPair })) {
  test(`a text has exactly the tokens asked for, counted ${name}`, async () => {
    for (const tokens of [13, 14, 20, 57, 300]) {
      const text = await composeText(tokens, ruler(tokenizer), seededRandom(tokens));
      assert.equal(tokenizer(text), tokens, text);
    }
  });
}

test('where words add up a text is counted once or twice, not once a word', async () => {
  const one = ruler(byWord);
  await composeText(300, one, seededRandom(1));
  assert.ok(one.asked <= 2, `asked ${one.asked} times`);
});

test('a text is words of the list in sentences', async () => {
  const text = await composeText(200, ruler(byWord), seededRandom(3));
  const sentences = text.split('.').map((sentence) => sentence.trim().split(' '));
  assert.ok(sentences.length > 10 && sentences.every((sentence) => sentence.length <= 15), text);
  assert.ok(
    sentences.flat().every((word) => word === '' || words.includes(word)),
    text,
  );
});

test('the same random numbers make the same text, others another one', async () => {
  const make = (seed: number) => composeText(60, ruler(byWord), seededRandom(seed));
  assert.equal(await make(1), await make(1));
  assert.notEqual(await make(1), await make(2));
});

test('a length that no text has is missed by as little as can be, after a number of tries', async () => {
  const even: Tokenizer = (text) => 2 * (text.match(/\w+/g) ?? []).length;
  const text = await composeText(15, ruler(even), seededRandom(1));
  assert.ok([14, 16].includes(even(text)), text);
});

test('a rough ruler is not asked: its text is as long as its letters say', async () => {
  const rough = ruler(byWord, { counted: 'about', emptyTokens: 10, costOf: (piece) => piece.length / 5 });
  const text = await composeText(110, rough, seededRandom(1));
  assert.equal(rough.asked, 0);
  assert.ok(Math.abs(text.length / 5 - 100) <= 2, `${text.length} letters`);
});

test('no word is in the list twice', () => {
  assert.equal(new Set(words).size, words.length);
  assert.ok(words.length > 400 && words.every((word) => /^[a-z]+$/.test(word)));
});
