import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DynoError } from '../errors.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { testWorld } from '../testing/test-world.ts';
import { errorText, printError } from './print-error.ts';

test('an error says code and message, the cause in its own words, and what to do', () => {
  const error = new DynoError('ENGINE_EXITED', 'the engine ended', { detail: ['last line'], hint: 'read it' });
  assert.equal(errorText(error), 'dyno: ENGINE_EXITED: the engine ended\n  last line\nwhat to do: read it');
});

test('what an engine or a daemon said does not steer the terminal', () => {
  for (const text of hostileTexts) {
    const error = new DynoError('ENGINE_EXITED', text, { detail: [text, text], hint: text });
    assert.doesNotMatch(errorText(error), /[^\P{Cc}\n]|[\u2028\u202e\u2066]/u, JSON.stringify(text));
  }
});

test('colour is ours alone: it comes and ends around the text, and only where there is colour', () => {
  const error = new DynoError('USAGE', 'wrong \u001b[32mword', { hint: 'h' });
  const world = testWorld();
  printError(error, world);
  assert.equal(world.shown.err, 'dyno: USAGE: wrong word\nwhat to do: h\n');
  world.shown.err = '';
  printError(error, { terminal: { ...world.terminal, color: true } });
  assert.equal(world.shown.err, '\u001b[31mdyno: USAGE: wrong word\nwhat to do: h\u001b[0m\n');
});
