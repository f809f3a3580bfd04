import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { dropAnchor } from '../domain/run-clock.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { csvValues } from './csv.ts';
import { readingLimitMs, type Sampler, startSampler } from './sampler.ts';

const world = testWorld();
const intervalMs = 100;

type Row = { beganMs: number; readMs: number; value: string };

async function sampled(source: Sampler['read'], whileReading: () => Promise<void>): Promise<Row[]> {
  const path = join(temporaryFolder(), 'x.csv');
  const schedule = { clock: dropAnchor(world.clock), intervalMs, keepRaw: true };
  const running = await startSampler({ file: 'x.csv', columns: ['x'], read: source }, path, schedule, world);
  await whileReading();
  await running.stop();
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  assert.equal(head, 't_s,read_ms,unix_ms,x');
  return lines.map((line) => {
    const [tS, readMs, unixMs, value = ''] = csvValues(line);
    assert.ok(Math.abs(Number(unixMs) - schedule.clock.unixMs - 1000 * Number(tS)) <= 1, line);
    return { beganMs: 1000 * Number(tS) - Number(readMs), readMs: Number(readMs), value };
  });
}

/** Readings that a file lacks, as the README says it. */
function missed(rows: Row[]): number {
  const steps = rows.slice(1).map(({ beganMs }, index) => beganMs - (rows[index]?.beganMs ?? 0));
  return steps.reduce((sum, stepMs) => sum + Math.max(0, Math.round(stepMs / intervalMs) - 1), 0);
}

describe('a sampler', { concurrency: true }, () => {
  test('reads at whole intervals of the run clock, none of them twice', async () => {
    const rows = await sampled(
      async () => ({ x: 1 }),
      () => world.clock.sleep(750),
    );
    // The first and the last reading are taken when the sampler starts and stops, whenever that is.
    const slots = rows.slice(1, -1).map(({ beganMs }) => Math.floor((beganMs + 0.6) / intervalMs));
    assert.ok(slots.length > 0);
    assert.deepEqual(slots, [...new Set(slots)]);
    assert.ok(slots.every((slot, index) => index === 0 || slot > (slots[index - 1] ?? 0)));
  });

  test('gives up a reading that stalls, leaves the source alone meanwhile, and shows the gap', async () => {
    const freed = Promise.withResolvers<void>();
    let readings = 0;
    let given: AbortSignal | undefined;
    const source: Sampler['read'] = async (signal) => {
      readings += 1;
      if (readings !== 2) return { x: readings };
      given = signal;
      await freed.promise;
      return { x: 2 };
    };
    const rows = await sampled(source, async () => {
      await world.clock.sleep(readingLimitMs(intervalMs) + 3 * intervalMs);
      assert.deepEqual([readings, given?.aborted], [2, true], 'nobody asks a source that has not answered');
      freed.resolve();
      await world.clock.sleep(3 * intervalMs);
    });
    const [first, stalled, ...after] = rows;
    assert.deepEqual([first?.value, stalled?.value, after[0]?.value], ['1', '', '3']);
    assert.ok((stalled?.readMs ?? 0) >= readingLimitMs(intervalMs) - 1);
    assert.ok(missed(rows) >= 10, `${missed(rows)} readings are missing`);
  });

  test('gives up a reading at its end, writes no row of it, and takes the last one', async () => {
    const begun = Promise.withResolvers<void>();
    let readings = 0;
    const source: Sampler['read'] = (signal) => {
      readings += 1;
      if (readings !== 2) return Promise.resolve({ x: readings });
      begun.resolve();
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const rows = await sampled(source, () => begun.promise);
    assert.deepEqual(
      rows.map(({ value }) => value),
      ['1', '3'],
    );
    assert.ok((rows[1]?.beganMs ?? 0) < readingLimitMs(intervalMs), 'nobody waited for the one given up');
  });

  test('does not hold up the end of a cell with a source that never answers', async () => {
    let readings = 0;
    const never: Sampler['read'] = () => (readings++ === 0 ? Promise.resolve({ x: 1 }) : new Promise(() => undefined));
    const rows = await sampled(never, () => world.clock.sleep(3 * intervalMs));
    assert.deepEqual(
      rows.map(({ value }) => value),
      ['1', ''],
    );
  });

  test('gives an empty row for a source that fails, and goes on', async () => {
    let readings = 0;
    const source: Sampler['read'] = () => {
      if (readings++ === 0) throw new Error('broken');
      return Promise.resolve({ x: 7 });
    };
    const rows = await sampled(source, async () => undefined);
    assert.deepEqual([rows[0]?.value, rows.at(-1)?.value], ['', '7']);
  });
});

test('a reading has three intervals, within reason', () => {
  assert.deepEqual([100, 1_000, 60_000].map(readingLimitMs), [1_000, 3_000, 5_000]);
});
