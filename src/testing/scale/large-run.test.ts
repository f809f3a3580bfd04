import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRun } from '../../results/read-run.ts';
import { analyseCell } from '../../run/analyse-cell.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { testWorld } from '../test-world.ts';
import { writeLargeRun } from './large-run.ts';

const size = { cells: 2, requests: 300, tokens: 5 };

test('a made run is read as a real one is, whole and with a steady window, and is the same each time', async () => {
  const folder = temporaryFolder();
  await writeLargeRun(folder, size);
  const world = testWorld();
  const { plan, cells } = await readRun(folder, world);
  assert.deepEqual(
    cells.map(({ complete, records }) => [complete, records]),
    [
      [true, 300],
      [true, 300],
    ],
  );
  const [cell] = plan?.cells ?? [];
  assert.ok(plan && cell);
  const { statistics } = await analyseCell(cell, plan, { folder, clock: null }, world);
  const { iclMs, steadyWindow, tokens, concurrencyAchieved, crossChecks } = statistics;
  assert.deepEqual([iclMs.count, tokens.output], [1200, 1500]);
  assert.ok(steadyWindow !== null && (concurrencyAchieved ?? 0) > 50);
  assert.ok(crossChecks.length > 0);
  const again = temporaryFolder();
  await writeLargeRun(again, size);
  const text = (of: string) => readFileSync(join(of, 'throughput/run-2/requests.jsonl'), 'utf8');
  assert.equal(text(again), text(folder));
});
