import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interleaved } from './rounds.ts';
import { worstExit } from './worst-exit.ts';

function inWords(engines: string[], rounds: number): string {
  return interleaved(engines, rounds)
    .map(({ engine, round }) => `${engine}${round}`)
    .join(' ');
}

test('rounds turn back at each end, so that a drift meets every engine from both sides', () => {
  assert.equal(inWords(['A', 'B', 'C'], 1), 'A1 B1 C1');
  assert.equal(inWords(['A', 'B', 'C'], 2), 'A1 B1 C1 C2 B2 A2');
  assert.equal(inWords(['A', 'B', 'C'], 3), 'A1 B1 C1 C2 B2 A2 A3 B3 C3');
  assert.equal(inWords(['A'], 2), 'A1 A2');
  assert.equal(inWords([], 2), '');
});

test('each engine runs once a round, and the mean place of all is the same over an even number of rounds', () => {
  const names = ['A', 'B', 'C', 'D'];
  const steps = interleaved(names, 4);
  for (const name of names) {
    const places = steps.flatMap(({ engine }, index) => (engine === name ? [index] : []));
    assert.equal(places.length, 4);
    assert.equal(places.reduce((sum, place) => sum + place, 0) / 4, (steps.length - 1) / 2, name);
  }
});

test('the exit code of a sequence is the worst of its parts', () => {
  assert.equal(worstExit([]), 0);
  assert.equal(worstExit([0, 0]), 0);
  assert.equal(worstExit([0, 3]), 3);
  assert.equal(worstExit([3, 5, 0]), 5);
  assert.equal(worstExit([5, 4]), 5);
  assert.equal(worstExit([6, 5]), 6);
  assert.equal(worstExit([5, 8, 1]), 8);
  assert.equal(worstExit([5, 130, 8]), 130);
});
