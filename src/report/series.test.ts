import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleClient } from '../testing/example-cell.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { readCellSeries, readCsv } from './series.ts';

const world = testWorld();

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('an empty cell of a CSV file is unknown, not 0', async () => {
  const folder = folderWith({ 'a.csv': 't_s,value,source\n0,,docker\n1, ,\n2,0,x\n3\n' });
  assert.deepEqual(await readCsv(join(folder, 'a.csv'), world), [
    { t_s: 0, value: null, source: 'docker' },
    { t_s: 1, value: null, source: null },
    { t_s: 2, value: 0, source: 'x' },
    { t_s: 3, value: null, source: null },
  ]);
});

test('a CSV file may be missing, empty, without rows, or have Windows line ends', async () => {
  const folder = folderWith({ 'empty.csv': '', 'head.csv': 'a,b\n', 'windows.csv': 'a,b\r\n1,2\r\n' });
  const read = (name: string) => readCsv(join(folder, name), world);
  assert.deepEqual(await read('missing.csv'), []);
  assert.deepEqual(await read('empty.csv'), []);
  assert.deepEqual(await read('head.csv'), []);
  assert.deepEqual(await read('windows.csv'), [{ a: 1, b: 2 }]);
});

const zeroMs = Number(exampleClient([]).t0UnixNs) / 1e6;

test('telemetry counts from t0 and is kept only while the load ran', async () => {
  const rows = [-600, 400, 1_400, 2_400].map((ms) => `9,${zeroMs + ms},${ms}`);
  const folder = folderWith({
    'client.json': JSON.stringify(exampleClient([], { endUs: 1_500_000 })),
    'gpu_memory.csv': ['t_s,unix_ms,memory_used_bytes', ...rows, '9,,5'].join('\n'),
  });
  const { memory, engine, client, report } = await readCellSeries(folder, null, world);
  assert.deepEqual(
    memory.map((row) => row.memory_used_bytes),
    [400, 1_400],
  );
  assert.deepEqual(
    memory.map((row) => Math.round(Number(row.t_s) * 1000)),
    [400, 1_400],
  );
  assert.deepEqual([engine, client], [[], []]);
  assert.equal(report?.endUs, 1_500_000);
});

test('telemetry counts from t0 by the monotonic clock, whatever the wall clock did', async () => {
  const hourMs = 3_600_000;
  const client = exampleClient([], { t0UnixNs: String(hourMs * 1e6), t0MonotonicNs: '8000000000', endUs: 1_500_000 });
  const folder = folderWith({
    'client.json': JSON.stringify(client),
    'gpu_memory.csv': `t_s,read_ms,unix_ms,memory_used_bytes\n2.9,1,${2 * hourMs},1\n3.4,1,5,2\n4.6,1,6,3\n`,
  });
  const { memory } = await readCellSeries(folder, { unixMs: 9, monotonicMs: 5_000 }, world);
  assert.deepEqual(
    memory.map((row) => [Number(row.t_s).toFixed(3), row.memory_used_bytes]),
    [['0.400', 2]],
  );
});

test('without a report of the client telemetry has no zero and is left out', async () => {
  const csv = `t_s,unix_ms,memory_used_bytes\n0,${zeroMs},1\n`;
  const without = await readCellSeries(folderWith({ 'gpu_memory.csv': csv }), null, world);
  const odd = await readCellSeries(
    folderWith({ 'gpu_memory.csv': csv, 'client.json': '{"t0UnixNs":"1"}' }),
    null,
    world,
  );
  assert.deepEqual([without.memory, without.report, odd.memory, odd.report], [[], null, [], null]);
});
