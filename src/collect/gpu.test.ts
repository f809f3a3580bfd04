import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gpuReading } from './gpu.ts';
import { cpusInSet, cpuTicks, memoryField } from './host.ts';

test('an nvidia-smi answer is read in bytes, and what the driver does not know is null', () => {
  assert.deepEqual(gpuReading('72103, 81559, 98, 412.55, 61\n'), {
    source: 'nvidia-smi',
    memory_used_bytes: 72103 * 1024 ** 2,
    memory_total_bytes: 81559 * 1024 ** 2,
    utilisation_percent: 98,
    power_w: 412.55,
    temperature_c: 61,
  });
  assert.equal(gpuReading('72103, 81559, [N/A], [N/A], 61')?.power_w, null);
  assert.equal(gpuReading('NVIDIA-SMI has failed because it could not communicate'), null);
});

test('processor time of the machine is read from /proc/stat without counting guests twice', () => {
  assert.deepEqual(cpuTicks('cpu  100 5 50 800 20 1 4 10 77 3\ncpu0 1 1 1 1 1 1 1 1 0 0\n'), {
    total: 990,
    idle: 820,
    steal: 10,
  });
  assert.equal(cpuTicks(''), null);
});

test('memory fields are bytes, and a missing one is null', () => {
  assert.equal(memoryField('MemTotal:        4038652 kB\n', 'MemTotal'), 4038652 * 1024);
  assert.equal(memoryField('MemTotal:        4038652 kB\n', 'SwapTotal'), null);
});

test('a CPU set tells how many CPUs it names', () => {
  assert.deepEqual(['0', '1-3', '0,4-5', '0-1,8-11'].map(cpusInSet), [[0], [1, 2, 3], [0, 4, 5], [0, 1, 8, 9, 10, 11]]);
});
