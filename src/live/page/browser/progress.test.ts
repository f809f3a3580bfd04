import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleLiveState } from '../../../testing/example-live-state.ts';
import { makeHistory } from '../../history.ts';
import { about, cellLeftMs, cellShare, runLeftMs, runShare } from './progress.ts';

/** Two cells of a minute are over; the third has 370 of its 700 requests left, at 11 a second. */
const state = exampleLiveState(150);
const history = makeHistory();
for (let second = 0; second <= 150; second++) history.add(exampleLiveState(second));

test('time left is that of the cell at its pace, and for the cells that follow what cells took so far', () => {
  const leftMs = cellLeftMs(state) ?? 0;
  assert.ok(Math.abs(leftMs - 33_636) < 1);
  const meanMs = (60_000 + 60_000 + 30_000 + leftMs) / 3;
  assert.ok(Math.abs((runLeftMs(state, history.current()) ?? 0) - (leftMs + 4 * meanMs)) < 1);
  assert.ok(Math.abs((runShare(state) ?? 0) - (2 + 330 / 700) / 7) < 1e-9);
});

test('without a pace nothing is guessed before a cell is over, and then what cells took', () => {
  const first = { ...exampleLiveState(10), client: null };
  const young = makeHistory();
  young.add(first);
  assert.equal(runLeftMs(first, young.current()), null);
  assert.equal(runLeftMs({ ...state, client: null }, history.current()), 30_000 + 4 * 60_000);
  assert.equal(runLeftMs({ ...state, cell: null }, history.current()), null);
});

test('a load that time ends has its time left, or less where its requests run out before', () => {
  const timed = (durationMs: number, change = {}) => ({
    ...state,
    cell: state.cell && { ...state.cell, durationMs },
    client: state.client && { ...state.client, ...change },
  });
  const paceless = { requestsPerS: null };
  assert.deepEqual([cellLeftMs(timed(45_000)), cellShare(timed(45_000))], [15_000, 30 / 45]);
  assert.deepEqual([cellLeftMs(timed(45_000, paceless)), cellShare(timed(45_000, paceless))], [15_000, 30 / 45]);
  assert.equal(runLeftMs(timed(45_000), history.current()), 15_000 + 4 * ((60_000 + 60_000 + 45_000) / 3));
  assert.equal(cellLeftMs(timed(20_000)), 0, 'the last requests are still on their way');
  assert.equal(cellShare(timed(20_000)), 1);
  const short = timed(300_000, { planned: 440 });
  assert.deepEqual([cellLeftMs(short), cellShare(short)], [10_000, 330 / 440]);
});

test('a guess is told in round numbers', () => {
  assert.deepEqual([null, 400, 15_200, 31_000, 200_000, 7_000_000].map(about), [
    '',
    'about 1 s left',
    'about 16 s left',
    'about 40 s left',
    'about 3 min left',
    'about 1.9 h left',
  ]);
});
