import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentSchema } from '../../domain/environment.ts';
import { exampleEnvironment } from '../../testing/example-result.ts';
import { cudaInHeader } from './cuda.ts';
import { tellingSettings } from './kernel.ts';
import { processor } from './processor.ts';
import { pythonAnswer } from './python.ts';
import { bytesOf, chosen } from './read-text.ts';

const cpu = '/sys/devices/system/cpu';

/** Two sockets of two cores with two threads each, as Linux numbers them: first one thread of each core. */
function twoSockets(): Map<string, string> {
  const files = new Map([
    [`${cpu}/online`, '0-7\n'],
    ['/sys/devices/system/node/online', '0-1\n'],
  ]);
  for (let index = 0; index < 8; index += 1) {
    const core = index % 4;
    files.set(`${cpu}/cpu${index}/topology/physical_package_id`, `${core < 2 ? 0 : 1}\n`);
    files.set(`${cpu}/cpu${index}/topology/thread_siblings_list`, `${core},${core + 4}\n`);
  }
  const cache = (index: number, level: string, type: string, size: string, shared: string) => {
    const values = { level, type, size, shared_cpu_list: shared };
    for (const [name, value] of Object.entries(values))
      files.set(`${cpu}/cpu0/cache/index${index}/${name}`, `${value}\n`);
  };
  cache(0, '1', 'Data', '32K', '0,4');
  cache(1, '3', 'Unified', '32768K', '0-1,4-5');
  return files;
}

test('sockets, cores, threads, NUMA nodes and caches are counted from /sys', () => {
  const files = twoSockets();
  assert.deepEqual(
    processor((path) => files.get(path) ?? null),
    {
      sockets: 2,
      cores: 4,
      threads: 8,
      numaNodes: 2,
      caches: [
        { level: 1, kind: 'data', sizeBytes: 32 * 1024, sharedByCpus: 2 },
        { level: 3, kind: 'unified', sizeBytes: 32 * 1024 ** 2, sharedByCpus: 4 },
      ],
    },
  );
});

test('a machine that hides its topology is unknown, in whole or in part', () => {
  assert.equal(
    processor(() => null),
    null,
  );
  const files = new Map([[`${cpu}/online`, '0-1\n']]);
  assert.deepEqual(
    processor((path) => files.get(path) ?? null),
    { sockets: null, cores: null, threads: 2, numaNodes: null, caches: [] },
  );
});

test('of the kernel command line only what changes speed is kept, and nothing that stands there for others', () => {
  const line =
    'BOOT_IMAGE=/vmlinuz root=UUID=1 ro mitigations=off isolcpus=2-7 nohz_full=2-7 token=secret -- mem=1 psi=1';
  assert.deepEqual(tellingSettings(line), ['mitigations=off', 'isolcpus=2-7', 'nohz_full=2-7']);
  assert.deepEqual(tellingSettings(''), []);
});

test('sizes and choices of the kernel are read', () => {
  assert.deepEqual(['512 kB', '32768K', '1M', '', null].map(bytesOf), [524_288, 32 * 1024 ** 2, 1024 ** 2, null, null]);
  assert.deepEqual([chosen('always [madvise] never'), chosen('tsc'), chosen(null)], ['madvise', null, null]);
});

test('the packages of an engine are read although Python warned first, and what is no answer is unknown', () => {
  const told = { version: '3.12.3', torchCuda: '12.8', packages: { torch: '2.9.0' } };
  assert.deepEqual(pythonAnswer(`/usr/lib/x.py:1: UserWarning: old\ndyno ${JSON.stringify(told)}\n`), told);
  const others = ['', 'dyno {"version"', 'dyno {"version": 3}', 'OCI runtime exec failed: python3: not found'];
  assert.deepEqual(others.map(pythonAnswer), [null, null, null, null]);
});

test('the CUDA of the driver is read from both heads of nvidia-smi', () => {
  const old = '| NVIDIA-SMI 560.35.05    Driver Version: 560.35.05    CUDA Version: 12.6     |';
  const young = '| NVIDIA-SMI 610.57.04              KMD Version: 610.57.04     CUDA UMD Version: 13.3     |';
  assert.deepEqual([old, young, 'nvidia-smi: not found'].map(cudaInHeader), ['12.6', '13.3', null]);
});

test('an env.json of an earlier version is still read', () => {
  const { cuda: _cuda, images: _images, host, engine, ...rest } = exampleEnvironment();
  const { product: _p, frequencyDriver: _f, processor: _c, kernelSettings: _k, ...oldHost } = host;
  const { python: _python, ...oldEngine } = engine;
  const docker = { version: '20.10', apiVersion: '1.41', composeVersion: null, storageDriver: null, cgroup: 'v1' };
  const read = environmentSchema.parse({ ...rest, docker, host: oldHost, engine: oldEngine });
  assert.deepEqual(read, exampleEnvironment({ docker: { ...docker, runtime: null } }));
});
