import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpusInSet } from '../../domain/cpu-set.ts';
import { cpuMsOf } from '../process-use.ts';
import { cpuPercentMeter, rateMeter } from '../rate-meter.ts';
import { clockSpeed, spread } from './clock-speed.ts';
import { diskBytes } from './disk.ts';
import { memoryField } from './memory.ts';
import { stalledUs } from './pressure.ts';
import { cpuTicks } from './proc-stat.ts';
import { switchesOf } from './switches.ts';

test('processor time of the machine is read from /proc/stat without counting guests twice', () => {
  assert.deepEqual(cpuTicks('cpu  100 5 50 800 20 1 4 10 77 3\ncpu0 1 1 1 1 1 1 1 1 0 0\n'), {
    total: 990,
    idle: 820,
    steal: 10,
  });
  assert.equal(cpuTicks(''), null);
  assert.deepEqual(cpuTicks('cpu  100 5 50 800 20 1 4'), { total: 980, idle: 820, steal: 0 }, 'before Linux 2.6.11');
});

test('memory fields are bytes, and a missing one is null', () => {
  assert.equal(memoryField('MemTotal:        4038652 kB\n', 'MemTotal'), 4038652 * 1024);
  assert.equal(memoryField('MemTotal:        4038652 kB\n', 'SwapTotal'), null);
});

test('a CPU set tells how many CPUs it names', () => {
  assert.deepEqual(['0', '1-3', '0,4-5', '0-1,8-11'].map(cpusInSet), [[0], [1, 2, 3], [0, 4, 5], [0, 1, 8, 9, 10, 11]]);
});

test('disks are added up without their partitions and without volumes that lie upon them', () => {
  // 14 columns as before Linux 4.18; nvme0n1p1 and dm-0 saw the same bytes as nvme0n1.
  const text = [
    ' 259 0 nvme0n1 10 0 100 0 20 0 200 0 0 0 0',
    ' 259 1 nvme0n1p1 10 0 100 0 20 0 200 0 0 0 0',
    ' 253 0 dm-0 10 0 100 0 20 0 200 0 0 0 0',
    '   8 0 sda 1 0 1 0 1 0 2 0 0 0 0',
  ].join('\n');
  assert.deepEqual(diskBytes(text, ['nvme0n1', 'sda']), { read: 101 * 512, written: 202 * 512 });
  assert.equal(diskBytes(text, []), null);
  assert.equal(diskBytes('', ['sda']), null);
});

test('pressure is read for some and for all tasks; a kernel without "full" for CPUs has none', () => {
  const text = 'some avg10=65.30 avg60=73.28 avg300=50.62 total=4884376776\n';
  assert.deepEqual([stalledUs(text, 'some'), stalledUs(text, 'full'), stalledUs('', 'some')], [4884376776, null, null]);
});

test('clocks come from cpufreq where a CPU has it, from sixteen CPUs at most', () => {
  const cpus = Array.from({ length: 64 }, (_, index) => index);
  assert.deepEqual(spread(cpus, 4), [0, 16, 32, 48]);
  const asked = new Set<string>();
  const read = (path: string) => {
    asked.add(path);
    return path.endsWith('cpu0/cpufreq/scaling_cur_freq') ? '1200000\n' : path.includes('cpufreq') ? '3400000\n' : null;
  };
  assert.deepEqual(clockSpeed(cpus, read).read(), { cpu_mhz: (15 * 3400 + 1200) / 16, cpu_mhz_slowest: 1200 });
  assert.equal(asked.size, 16);
});

test('a process is read although its name holds spaces and brackets', () => {
  const ticks = ['S', ...Array.from({ length: 10 }, () => '0'), '150', '50', '0'];
  assert.equal(cpuMsOf(`77 (a) b (c) ${ticks.join(' ')}`), 2_000);
  assert.equal(cpuMsOf(''), null);
});

test('switches of a thread are voluntary or not; a kernel that does not count them says nothing', () => {
  const text = 'Threads:\t1\nvoluntary_ctxt_switches:\t155\nnonvoluntary_ctxt_switches:\t94\n';
  assert.deepEqual(switchesOf(text), { voluntary: 155, involuntary: 94 });
  assert.equal(switchesOf('Threads:\t1\n'), null);
});

test('a rate needs two readings, and a total that fell has none', () => {
  let ms = 0;
  const perS = rateMeter(() => ms);
  const after = (step: number, total: number | null) => {
    ms += step;
    return perS(total);
  };
  assert.deepEqual([after(0, 10), after(500, 20), after(1_000, 5), after(1_000, 8)], [null, 20, null, 3]);
  assert.deepEqual([after(1_000, null), after(1_000, 9), after(0, 10)], [null, null, null]);
  const percent = cpuPercentMeter(() => ms);
  assert.deepEqual([percent(0, 1_000), percent(1_500, 2_000)], [null, 150], 'by the clock of the source');
});
