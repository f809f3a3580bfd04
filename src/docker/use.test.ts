import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ContainerStats } from 'dockerode';
import { useOf } from './use.ts';

/** What Docker 20.10 answered on cgroup v1 about a container at half a CPU that had written 20 MiB. */
function recorded(): ContainerStats {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'testdata', 'stats-cgroup-v1.json'), 'utf8'));
}

test('on cgroup v1 page cache that goes first is no use, and a kernel that counts no blocks leaves them unknown', () => {
  assert.deepEqual(useOf(recorded()), {
    readAtMs: Date.parse('2026-11-25T17:40:19.247Z'),
    cpuTotalNs: 881_847_088,
    throttledNs: 59_413_887,
    memoryBytes: 22_065_152 - 21_045_248,
    memoryLimitBytes: 209_715_200,
    cacheBytes: 21_073_920,
    readBytes: null,
    writeBytes: null,
    networkReceivedBytes: 736,
    networkSentBytes: 0,
    threads: 1,
  });
});

test('on cgroup v1 blocks are told as Read and Write, by device, with sums that are not to be added', () => {
  const entry = (op: string, value: number, minor = 0) => ({ major: 8, minor, op, value });
  const list = [entry('Read', 5), entry('Write', 7), entry('Sync', 1), entry('Total', 13), entry('Read', 100, 16)];
  const stats = { ...recorded(), blkio_stats: { io_service_bytes_recursive: list } } as ContainerStats;
  const use = useOf(stats);
  assert.deepEqual([use?.readBytes, use?.writeBytes], [105, 7]);
});

test('on cgroup v2 the names differ: file for cache, read and write for blocks, null for a list without one', () => {
  // By the daemon's source (statsV2): no cgroup v2 was at hand.
  const memory = { usage: 5_000, limit: 9_000, stats: { anon: 900, file: 4_000, inactive_file: 3_000 } };
  const list = [
    { major: 259, minor: 0, op: 'read', value: 10 },
    { major: 259, minor: 0, op: 'write', value: 20 },
  ];
  const v2 = (io: unknown) =>
    useOf({
      ...recorded(),
      memory_stats: memory,
      blkio_stats: { io_service_bytes_recursive: io },
      networks: undefined,
    } as unknown as ContainerStats);
  const use = v2(list);
  assert.deepEqual([use?.memoryBytes, use?.cacheBytes, use?.readBytes, use?.writeBytes], [2_000, 4_000, 10, 20]);
  assert.deepEqual([use?.networkReceivedBytes, v2(null)?.readBytes], [null, null], 'network of the host; no block yet');
});

test('a container that does not run has no use', () => {
  assert.equal(useOf({ ...recorded(), read: '0001-01-01T00:00:00Z' }), null);
});
