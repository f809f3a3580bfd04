import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleProgress } from '../testing/example-progress.ts';
import { progressOf } from './progress-line.ts';

test('a progress line is read whole; a line of something else or with a count too few is none', () => {
  const progress = exampleProgress();
  const line = (change: object) => JSON.stringify({ event: 'progress', ...progress, ...change });
  assert.deepEqual(progressOf(line({})), progress);
  const { endsMs, counts, sumMs } = progress.ttft;
  for (const change of [{ event: 'start' }, { ok: -1 }, { ttft: { endsMs, counts: counts.slice(1), sumMs } }])
    assert.equal(progressOf(line(change)), null, JSON.stringify(change));
  assert.equal(progressOf('level=info msg="k6 itself"'), null);
});
