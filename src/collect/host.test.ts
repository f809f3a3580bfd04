import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import type { World } from '../world.ts';
import { engineUse } from './engine-use.ts';
import { hostUse } from './host.ts';
import { processUse } from './process-use.ts';

/** File of the machine -> recorded text. */
const recorded: Record<string, string> = {
  '/proc/stat': 'stat',
  '/proc/meminfo': 'meminfo',
  '/proc/vmstat': 'vmstat',
  '/proc/diskstats': 'diskstats',
  '/proc/loadavg': 'loadavg',
  '/proc/cpuinfo': 'cpuinfo',
  '/proc/pressure/cpu': 'pressure-cpu',
  '/proc/pressure/memory': 'pressure-memory',
  '/proc/pressure/io': 'pressure-io',
  '/proc/77/stat': 'pid-stat',
  '/proc/77/status': 'status',
  '/proc/77/io': 'io',
  '/proc/77/task/77/status': 'status',
};

/** A machine whose files can be changed, and whose clock stands until it is moved. */
function machine(texts: Map<string, string>) {
  const world = testWorld();
  const time = { ms: 0 };
  const missing = (): never => {
    throw new Error('ENOENT');
  };
  const files: World['files'] = {
    ...world.files,
    readNow: (path) => texts.get(path) ?? null,
    list: async (path) =>
      path === '/sys/block' && texts.size > 0 ? ['loop0', 'vda'] : path === '/proc/77/task' ? ['77'] : [],
    exists: async (path) => path === '/sys/block/vda/device',
    pieces: async function* () {
      if (texts.size === 0) missing();
      // Two entries of the auxiliary vector: 33 at some address, 6 (size of a page) = 4096.
      const vector = Buffer.alloc(32);
      for (const [index, value] of [33n, 7n, 6n, 4096n].entries()) vector.writeBigUInt64LE(value, index * 8);
      yield vector;
    },
  };
  const clock = { ...world.clock, monotonicMs: () => time.ms };
  return { time, world: { ...world, files, clock, host: { ...world.host, pid: 77, cpus: 2 } } };
}

function recordedTexts(): Map<string, string> {
  const folder = join(import.meta.dirname, 'testdata', 'proc');
  return new Map(
    Object.entries(recorded).map(([path, name]) => [path, readFileSync(join(folder, `${name}.txt`), 'utf8')]),
  );
}

function change(texts: Map<string, string>, path: string, from: RegExp, to: string): void {
  const before = texts.get(path) ?? '';
  assert.match(before, from, path);
  texts.set(path, before.replace(from, to));
}

test('a machine is read once, then as rates of what changed in one second', async () => {
  const texts = recordedTexts();
  const { time, world } = machine(texts);
  const sampler = await hostUse(() => 77, '1', world);
  const first = await sampler.read();
  assert.deepEqual(Object.keys(first).toSorted(), [...sampler.columns].toSorted());
  assert.equal(first.memory_used_bytes, (24_684_084 - 22_690_008) * 1024);
  assert.deepEqual([first.swap_used_bytes, first.run_queue, first.blocked, first.load1], [0, 8, 0, 9.48]);
  assert.deepEqual([first.cpu_mhz, first.client_memory_bytes, first.client_threads], [2596.122, 4524 * 1024, 1]);
  assert.deepEqual([first.cpu_percent, first.context_switches_per_s, first.pressure_cpu_some], [null, null, null]);

  time.ms = 1_000;
  // 200 ticks for both CPUs: cpu0 all busy, cpu1 for a quarter; 10 ticks were stolen.
  change(texts, '/proc/stat', /^cpu {2}1141135 .*$/m, 'cpu  1141250 46861 318321 910362 7452 0 9679 949 0 0');
  change(texts, '/proc/stat', /^cpu0 594925 /m, 'cpu0 595025 ');
  change(texts, '/proc/stat', /^cpu1 546210 25070 169760 465347/m, 'cpu1 546235 25070 169760 465422');
  change(texts, '/proc/stat', /ctxt 122647259/, 'ctxt 122648259');
  change(texts, '/proc/vmstat', /pswpin 0/, 'pswpin 2');
  change(texts, '/proc/vmstat', /pswpout 0/, 'pswpout 3');
  change(texts, '/proc/diskstats', /54949402/, '54949404');
  change(texts, '/proc/diskstats', /116771840/, '116771850');
  change(texts, '/proc/pressure/cpu', /total=4884376776/, 'total=4884626776');
  change(texts, '/proc/pressure/io', /total=47945505/, 'total=47945605');
  change(texts, '/proc/77/stat', / 394 1 4 1341 451 20 /, ' 394 41 14 1341 451 20 ');
  change(texts, '/proc/77/task/77/status', /voluntary_ctxt_switches:\t155\n/, 'voluntary_ctxt_switches:\t160\n');
  const second = await sampler.read();
  const {
    cpu_percent,
    steal_percent,
    cpu0_percent,
    cpu1_percent,
    client_cpus_busy_percent,
    context_switches_per_s,
    swap_in_bytes_per_s,
    swap_out_bytes_per_s,
    disk_read_bytes_per_s,
    disk_write_bytes_per_s,
    pressure_cpu_some,
    pressure_io_full,
    client_cpu_percent,
    dyno_cpu_percent,
    client_voluntary_switches_per_s,
    client_involuntary_switches_per_s,
    client_cpus,
  } = second;
  assert.deepEqual([cpu_percent, steal_percent, cpu0_percent, cpu1_percent], [62.5, 5, 100, 25]);
  assert.deepEqual([client_cpus, client_cpus_busy_percent, context_switches_per_s], [1, 25, 1_000]);
  assert.deepEqual([swap_in_bytes_per_s, swap_out_bytes_per_s], [2 * 4096, 3 * 4096]);
  assert.deepEqual([disk_read_bytes_per_s, disk_write_bytes_per_s], [1_024, 5_120]);
  assert.deepEqual([pressure_cpu_some, pressure_io_full], [0.25, 0.0001]);
  assert.deepEqual([client_cpu_percent, dyno_cpu_percent], [50, 50]);
  assert.deepEqual([client_voluntary_switches_per_s, client_involuntary_switches_per_s], [5, 0]);
});

test('a machine without /proc, or another system than Linux, has no values and no error', async () => {
  const { time, world } = machine(new Map());
  const sampler = await hostUse(() => 77, null, world);
  await sampler.read();
  time.ms = 1_000;
  const { client_cpus, ...values } = await sampler.read();
  assert.equal(client_cpus, 2, 'Node knows that itself');
  assert.deepEqual([...new Set(Object.values(values))], [null]);
});

test('an old kernel, or a container that hides some files, gives what is there', async () => {
  // As Linux 2.6.32 wrote them: no guest_nice, no MemAvailable, no pressure.
  const texts = new Map([
    ['/proc/stat', 'cpu  100 5 50 800 20 1 4 10 77\ncpu0 100 5 50 800 20 1 4 10 77\nctxt 5\nprocs_running 1\n'],
    [
      '/proc/meminfo',
      'MemTotal:        4038652 kB\nMemFree:          902344 kB\nSwapTotal:        10 kB\nSwapFree:         4 kB\n',
    ],
  ]);
  const { world } = machine(texts);
  const { memory_used_bytes, swap_used_bytes, run_queue, blocked, load1, cpu_mhz } = await (
    await hostUse(() => null, null, world)
  ).read();
  assert.deepEqual(
    [memory_used_bytes, swap_used_bytes, run_queue, blocked, load1, cpu_mhz ?? null],
    [null, 6 * 1024, 1, null, null, null],
  );
});

test('the README beside it names every column', async () => {
  const { world } = machine(recordedTexts());
  const readme = readFileSync(join(import.meta.dirname, 'host', 'README.md'), 'utf8');
  const told = new Set([...readme.matchAll(/`([a-z0-9_]+)`/g)].map(([, name]) => name ?? ''));
  const { columns } = await hostUse(() => null, null, world);
  const engine = engineUse({ source: 'process', read: async () => processUse(77, world) }, world).columns;
  assert.deepEqual(
    [...columns, ...engine].filter((column) => !told.has(column)),
    ['cpu1_percent'],
  );
});
