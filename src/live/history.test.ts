import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleLiveState } from '../testing/example-live-state.ts';
import { historyBounds, makeHistory } from './history.ts';

const hours = 3;
/** Three hours of states, one a second; a minute without any figure of the client, and two without any state. */
function longHistory() {
  const history = makeHistory();
  for (let second = 0; second < hours * 3600; second++) {
    if (second >= 7200 && second < 7320) continue;
    const state = exampleLiveState(second);
    const silent = second >= 3600 && second < 3660;
    history.add({ ...state, client: silent ? null : state.client });
  }
  return history.current();
}
const long = longHistory();
const { recent, whole, wholeStepMs, cells } = long;

test('a history of hours stays within its bounds, and reaches from the first state to the last', () => {
  assert.ok(whole.length <= historyBounds.wholePoints && whole.length > historyBounds.wholePoints / 2 - 10);
  assert.equal(whole[0]?.tMs, 0);
  assert.ok((whole.at(-1)?.tMs ?? 0) + wholeStepMs >= hours * 3_600_000 - 1_000);
  assert.deepEqual([recent.length, recent.at(-1)?.tMs], [301, hours * 3_600_000 - 1_000]);
  assert.ok(cells.length <= historyBounds.cells);
  assert.ok(JSON.stringify({ recent, whole, cells }).length < 500_000);
});

test('a time without figures stays one: as absent values where states came, as missing points where none did', () => {
  const silent = whole.filter(({ tMs }) => tMs >= 3_600_000 && tMs + wholeStepMs <= 3_660_000);
  assert.ok(silent.length >= 1);
  assert.ok(silent.every((point) => point.tokensPerS === undefined && point.machineCpuPercent !== undefined));
  assert.deepEqual(
    whole.filter(({ tMs }) => tMs >= 7_200_000 && tMs + wholeStepMs <= 7_320_000),
    [],
  );
});

test('joined points are a mean, of a 95th percentile the highest', () => {
  const history = makeHistory({ ...makeHistory().current(), runId: exampleLiveState(0).run.id, wholeStepMs: 4_000 });
  for (const [tMs, value] of [0, 1, 2, 3].map((index) => [index * 1_000, (index + 1) * 10] as const)) {
    const { client, ...state } = exampleLiveState(0);
    assert.ok(client !== null);
    history.add({ ...state, tMs, client: { ...client, tokensPerS: value, ttftMs: { p50: value, p95: value } } });
  }
  const { whole } = history.current();
  assert.equal(whole.length, 1);
  assert.deepEqual([whole[0]?.tokensPerS, whole[0]?.ttftP50Ms, whole[0]?.ttftP95Ms], [25, 25, 40]);
});

test('a history that was sent goes on where it stopped', () => {
  const sent = makeHistory(structuredClone(long));
  sent.add(exampleLiveState(hours * 3600 - 1));
  assert.equal(sent.current().recent.length, recent.length);
  sent.add(exampleLiveState(hours * 3600));
  const { recent: now, whole } = sent.current();
  assert.equal(now.at(-1)?.tMs, hours * 3_600_000);
  assert.equal(whole.at(-1)?.tMs, Math.floor((hours * 3_600_000) / wholeStepMs) * wholeStepMs);
});

test('another run begins a history of its own', () => {
  const history = makeHistory(structuredClone(long));
  const state = exampleLiveState(1);
  history.add({ ...state, run: { ...state.run, id: 'another' } });
  const { recent, whole, runId } = history.current();
  assert.deepEqual([recent.length, whole.length, runId], [1, 1, 'another']);
});
