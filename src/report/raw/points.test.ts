import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleSamples } from '../../testing/example-result.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { testWorld } from '../../testing/test-world.ts';
import { readRawPoints } from './points.ts';

const path = join(temporaryFolder(), 'requests.jsonl');
const lines = exampleSamples(500).map((sample, index) =>
  JSON.stringify(index === 7 ? { ...sample, outcome: 'timeout' } : sample),
);
writeFileSync(path, `${lines.join('\n')}\nnull\n{"cut`);

test('all requests that went well are points where they are few enough', async () => {
  const { points, ok } = await readRawPoints(path, 1_000, testWorld());
  assert.deepEqual([points.length, ok], [499, 499]);
  assert.deepEqual(points[0], [1, 0, 20, 10, 50]);
  assert.ok(!points.some(([line]) => line === 8));
});

test('of many requests the same sample is drawn each time, with the fastest and slowest in it', async () => {
  const [one, other] = [await readRawPoints(path, 50, testWorld()), await readRawPoints(path, 50, testWorld())];
  assert.deepEqual(one, other);
  assert.equal(one.ok, 499);
  assert.ok(one.points.length >= 50 && one.points.length <= 56, `${one.points.length}`);
  const drawn = one.points.map(([line]) => line);
  assert.ok(drawn.includes(1) && drawn.includes(500));
  assert.deepEqual(
    drawn,
    drawn.toSorted((a, b) => a - b),
  );
});
