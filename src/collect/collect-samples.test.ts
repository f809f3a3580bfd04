import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ClientReport, Sample } from '../domain/sample.ts';
import { exampleClient, exampleItem, exampleSample } from '../testing/example-cell.ts';
import { testWorld } from '../testing/test-world.ts';
import { collectSamples } from './collect-samples.ts';

const world = testWorld();
const three = ['r000001', 'r000002', 'r000003'].map((id) => exampleSample({ id }));

function lines(rows: unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function cellFolder(samples: Sample[], client: ClientReport, change: { [file: string]: string } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-cell-'));
  const files = {
    'workload.jsonl': lines(three.map(({ id }) => exampleItem(id))),
    'requests.jsonl': lines(samples),
    'client.json': JSON.stringify(client),
    ...change,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

test('a whole cell is read back, each sample with its request', async () => {
  const set = await collectSamples(cellFolder(three, exampleClient(three)), null, world);
  assert.deepEqual(set.samples, three);
  assert.equal(set.items.size, 3);
  assert.deepEqual(set.notes, []);
});

test('a wall clock that is set by an hour in the middle of a load moves nothing', async () => {
  const clock = { unixMs: 1_763_800_000_000, monotonicMs: 5_000.25 };
  const hourNs = 3_600_000_000_000n;
  const t0 = { t0UnixNs: String(1_763_800_002_500_000_000n + hourNs), t0MonotonicNs: '7500250000' };
  const row = (tS: number, tokens: number, aheadMs = 0) => `${tS},20.5,${clock.unixMs + tS * 1000 + aheadMs},${tokens}`;
  const csv = (aheadMs: number) =>
    `t_s,read_ms,unix_ms,generationTokens\n${[row(2, 5), row(3, 7, aheadMs), row(4, 9, aheadMs)].join('\n')}\n`;
  const read = async (files: string, t0Change: Partial<ClientReport>) =>
    (
      await collectSamples(
        cellFolder(three, exampleClient(three, t0Change), { 'engine_metrics.csv': files }),
        clock,
        world,
      )
    ).engineMetrics;
  const rows = await read(csv(3_600_000), t0);
  assert.deepEqual(rows, [
    { tS: -0.5, readMs: 20.5, generationTokens: 5 },
    { tS: 0.5, readMs: 20.5, generationTokens: 7 },
    { tS: 1.5, readMs: 20.5, generationTokens: 9 },
  ]);
  assert.deepEqual(rows, await read(csv(0), { ...t0, t0UnixNs: '1763800002500000000' }));
  const older = await read(csv(0), { t0UnixNs: '1763800002500000000' });
  assert.deepEqual(older, rows, 'without the monotonic clock of the load generator the wall clock is all there is');
});

test('telemetry of older folders is laid on the clock of the test by the wall clock', async () => {
  const client = exampleClient(three, { t0UnixNs: '1763800000500000000' });
  const folder = cellFolder(three, client, {
    'engine_metrics.csv':
      't_s,unix_ms,generationTokens,kvUsage\n0.0,1763800000000,5,\n1.0,1763800001000,7,0.5\n2.0,17638000',
    'gpu_memory.csv':
      't_s,unix_ms,source,memory_used_bytes,memory_total_bytes,utilisation_percent,power_w,temperature_c\n1,1763800001000,docker,9,,,,\n',
    'engine_process.csv': 't_s,unix_ms,cpu_percent,memory_bytes\n1,1763800001000,,9\n',
  });
  const set = await collectSamples(folder, null, world);
  assert.deepEqual(set.engineMetrics, [
    { tS: -0.5, generationTokens: 5, kvUsage: null },
    { tS: 0.5, generationTokens: 7, kvUsage: 0.5 },
  ]);
  assert.deepEqual(
    set.engineScrapes.map(({ tS, answered, reason }) => [tS, answered, reason]),
    [
      [-0.5, true, null],
      [0.5, true, null],
    ],
  );
  assert.deepEqual(set.gpu, [], 'memory of a container is no GPU memory');
  assert.deepEqual(set.engineProcess, [{ tS: 0.5, cpuPercent: null, memoryBytes: 9 }]);
});

test('each asking for metrics is read back, with why it failed', async () => {
  const folder = cellFolder(three, exampleClient(three), {
    'engine_metrics.csv': [
      't_s,read_ms,unix_ms,running,scrape_status,scrape_bytes,scrape_bad_lines,scrape_reason',
      '1,2,1763800000000,3,200,90,0,',
      '2,2,1763800001000,,503,17,0,"HTTP 503, or so"',
      '3,2,1763800002000,,200,17,1,nothing in the answer could be read\n',
    ].join('\n'),
  });
  const { engineMetrics, engineScrapes } = await collectSamples(folder, null, world);
  assert.deepEqual(
    engineMetrics.map(({ running, scrape_status }) => [running, scrape_status]),
    [
      [3, undefined],
      [null, undefined],
      [null, undefined],
    ],
  );
  assert.deepEqual(
    engineScrapes.map(({ answered, status, bytes, reason }) => [answered, status, bytes, reason]),
    [
      [true, 200, 90, null],
      [false, 503, 17, 'HTTP 503, or so'],
      [false, 200, 17, 'nothing in the answer could be read'],
    ],
  );
});

test('a last line that was cut off is left out and reported', async () => {
  const folder = cellFolder(three, exampleClient(three), {
    'requests.jsonl': lines(three.slice(0, 2)) + lines([three[2]]).slice(0, 40),
  });
  const set = await collectSamples(folder, null, world);
  assert.equal(set.samples.length, 2);
  assert.match(set.notes[0] ?? '', /requests\.jsonl:3 was cut off/);
});

test('a bad line in the middle is an error that names it', async () => {
  const folder = cellFolder(three, exampleClient(three), {
    'requests.jsonl': `${lines(three.slice(0, 1))}{"id":\n${lines(three.slice(1))}`,
  });
  await assert.rejects(collectSamples(folder, null, world), {
    code: 'RUN_FOLDER_INVALID',
    message: /requests\.jsonl:2:/,
  });
});

test('records that do not add up to the requests sent are refused with the numbers', async () => {
  const cases: [Sample[], Partial<ClientReport>, RegExp][] = [
    [three.slice(0, 2), { ...exampleClient(three) }, /sent 3 != records 2/],
    [three, { planned: 5 }, /planned 5 != dropped 0 \+ sent 3/],
    [three, { outcomes: { ...exampleClient(three).outcomes, ok: 2 } }, /sent 3 != outcomes 2/],
    [
      [...three.slice(0, 2), { ...(three[2] as Sample), outcome: 'timeout' }],
      { ...exampleClient(three) },
      /timeout: records 1 > counted 0/,
    ],
    [[...three.slice(0, 2), three[0] as Sample], {}, /1 ids are recorded twice/],
    [[...three.slice(0, 2), exampleSample({ id: 'r000009' })], {}, /never in the workload, e\.g\. r000009/],
  ];
  for (const [samples, change, message] of cases) {
    const folder = cellFolder(samples, exampleClient(samples, change));
    await assert.rejects(collectSamples(folder, null, world), { code: 'ACCOUNTING', message });
  }
});

test('a cell whose load generator never ended well is refused', async () => {
  const folder = cellFolder(three, exampleClient(three));
  await world.files.remove(join(folder, 'client.json'));
  await assert.rejects(collectSamples(folder, null, world), {
    code: 'RUN_FOLDER_INVALID',
    message: /client\.json is missing/,
  });
});
