import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGpuList } from './gpu-device.ts';
import { readSmi, refusedField, smiArguments, smiBytes, smiNumber } from './nvidia-smi.ts';

test('a query names fields and, where there are several, the GPU', () => {
  const format = '--format=csv,noheader,nounits';
  assert.deepEqual(smiArguments('gpu', ['index', 'uuid']), ['--query-gpu=index,uuid', format]);
  assert.deepEqual(smiArguments('compute-apps', ['pid'], '3'), ['--id=3', '--query-compute-apps=pid', format]);
});

test('what the driver does not know is null, errors are no answers, and the last field may hold commas', () => {
  const fields = ['pid', 'used_memory', 'process_name'] as const;
  const output = '71, [N/A], [Not Found]\n72, 4012, python3 -c a,b\nNo devices were found\n\n';
  assert.deepEqual(readSmi(output, fields), [
    { pid: '71', used_memory: null, process_name: null },
    { pid: '72', used_memory: '4012', process_name: 'python3 -c a,b' },
  ]);
  assert.deepEqual(readSmi('NVIDIA-SMI has failed because it could not communicate\n', fields), []);
});

test('numbers, bit masks and performance states are numbers; memory is bytes', () => {
  assert.deepEqual(['412.55', '0x0000000000000004', 'P8', '0'].map(smiNumber), [412.55, 4, 8, 0]);
  assert.deepEqual([null, '', 'Enabled', undefined].map(smiNumber), [null, null, null, null]);
  assert.deepEqual([smiBytes('72103'), smiBytes(null)], [72103 * 1024 ** 2, null]);
});

test('the field that made nvidia-smi refuse is found', () => {
  assert.equal(
    refusedField('Field "clocks_event_reasons.active" is not a valid field to query.\n\n'),
    'clocks_event_reasons.active',
  );
  assert.equal(refusedField('0, GPU-1\n'), null);
});

test('a list of GPUs has sizes in bytes, also where memory is shared with the CPU', () => {
  assert.deepEqual(
    readGpuList('0, GPU-5f0a, NVIDIA H100 80GB HBM3, 81559, 580.95.05\n1, GPU-1, NVIDIA GB10, [N/A], [N/A]\nfailed\n'),
    [
      {
        index: 0,
        uuid: 'GPU-5f0a',
        name: 'NVIDIA H100 80GB HBM3',
        memoryBytes: 81559 * 1024 ** 2,
        driver: '580.95.05',
      },
      { index: 1, uuid: 'GPU-1', name: 'NVIDIA GB10', memoryBytes: null, driver: null },
    ],
  );
});
