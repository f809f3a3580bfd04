import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { measureStarved, starvedText, variants } from './starved.ts';

const world = testWorld();
const pinned = world.host.platform === 'linux' && world.host.cpus > 1;

test('a busy loop on the CPU of the load generator is seen, with and without stamps of the kernel', {
  skip: !pinned,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-starved-'));
  try {
    // 3 s: host.csv is read once a second.
    const level = { concurrency: 16, requests: 240, ttftMs: 15, itlMs: [4, 8], tokens: [24, 40] } as const;
    const rows = await measureStarved(level, folder, world, variants.slice(0, 3));
    const [alone, kernel, read] = rows.map(({ comparison }) => comparison);
    assert.deepEqual([kernel?.client.clock, read?.client.clock], ['kernel', 'read']);
    assert.deepEqual([kernel?.saturated.state, read?.saturated.state], ['WARN', 'INVALID'], starvedText(rows, {}));
    // Whoever else fills this machine now is as good a reason; otherwise there must be none.
    const others = /these (9\d|100)[.\d]* % busy/.test(alone?.saturated.measured ?? '');
    if (!others) assert.equal(alone?.saturated.state, 'VALID', alone?.saturated.measured);
    assert.match(starvedText(rows, {}), /busy loop, read instants/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
