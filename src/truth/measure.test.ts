import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { measureTruth } from './measure.ts';
import { comparisonText } from './table.ts';

test('every request of a real load is found in the truth log with its scripted tokens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-truth-'));
  try {
    const level = { concurrency: 3, requests: 12, ttftMs: 5, itlMs: [1, 2], tokens: [4, 9] } as const;
    const [comparison] = await measureTruth([level], folder, testWorld());
    assert.ok(comparison);
    assert.deepEqual(comparison.requests, { planned: 12, ok: 12, joined: 12, equal: 12 });
    const line = (figure: string) => comparison.lines.find((each) => each.figure === figure);
    // 12 samples are enough for a p50 and too few for a p99: that line cannot pass.
    assert.ok(line('TTFT p50')?.reported);
    assert.deepEqual([line('TTFT p99')?.reported, line('TTFT p99')?.pass], [null, false]);
    // A server is never before its script, and sees a request after its client sent it.
    assert.ok((line('TTFT p50')?.truth ?? 0) >= (line('TTFT p50')?.script ?? 0));
    assert.ok((line('E2E p50')?.reported ?? 0) >= (line('E2E p50')?.truth ?? 0));
    assert.match(comparisonText(comparison), /12 found in the truth log, 12 with equal/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
