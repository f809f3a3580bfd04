import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gpuReading } from './gpu.ts';

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
