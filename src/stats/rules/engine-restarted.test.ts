import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everySecond, findingOn } from '../../testing/finding-on.ts';
import { engineRestarted } from './engine-restarted.ts';

function finding(row: (second: number) => Record<string, number | null>) {
  return findingOn(engineRestarted, { engineMetrics: everySecond(row) });
}

test('totals that fall, or a start that moves, are a restart; a gap is none', () => {
  assert.equal(finding((s) => ({ generationTokens: s * 10, processStartS: 1_000 })).state, 'VALID');
  assert.equal(finding((s) => ({ generationTokens: s === 5 ? null : s * 10 })).state, 'VALID');
  const fell = finding((s) => ({ generationTokens: s < 6 ? 1_000 + s : s }));
  assert.deepEqual([fell.state, fell.measured], ['INVALID', 'generationTokens fell from 1005 to 6 at 5.5 s']);
  const moved = finding((s) => ({ generationTokens: s, processStartS: s < 4 ? 1_000 : 1_060.5 }));
  assert.match(moved.measured, /^the process that answers started anew, 3\.5 s into the load$/);
});

test('a container whose network counts from 0 again was restarted, though its engine tells no start', () => {
  const engineProcess = everySecond((s) => ({ networkReceivedBytes: s < 3 ? 9_000 + s : s }));
  assert.equal(findingOn(engineRestarted, { engineProcess }).state, 'INVALID');
});

test('several processes that answer in turn are no restart, and nothing to look at is not checked', () => {
  assert.equal(finding((s) => ({ processStartS: 1_000 + 10 * (s % 2) })).state, 'VALID');
  assert.equal(finding(() => ({ generationTokens: null })).state, 'NOT_CHECKED');
  assert.equal(finding((s) => ({ processStartS: 1_000.01 + 0.01 * s })).state, 'VALID', 'rounding');
});
