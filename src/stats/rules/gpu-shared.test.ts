import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GpuProcess, GpuSnapshot } from '../../domain/gpu-processes.ts';
import { findingOn } from '../../testing/finding-on.ts';
import { gpuShared } from './gpu-shared.ts';

const mib = 1024 ** 2;
const engine: GpuProcess = { pid: 10, name: 'VLLM::EngineCore', memoryBytes: 70_000 * mib, ours: true };

function other(memoryBytes: number | null, pid = 99): GpuProcess {
  return { pid, name: 'python3', memoryBytes, ours: false };
}

/** Looks at the begin and the end of the cell, and one at another cell. */
function finding(begin: GpuProcess[] | null, end: GpuProcess[] | null, elsewhere: GpuProcess[] = []) {
  const look = (when: GpuSnapshot['when'], cell: string, processes: GpuProcess[] | null): GpuSnapshot => {
    return { when, cell, unixMs: 0, askedIn: 'host', memoryUsedBytes: null, processes };
  };
  const snapshots = [
    look('cell-begin', 'low_latency/run-1', elsewhere),
    look('cell-begin', 'throughput/run-1', begin),
    look('cell-end', 'throughput/run-1', end),
  ];
  return findingOn(gpuShared, {}, {}, { version: 1, device: '0', snapshots });
}

test('the engine alone on its GPU is valid, whoever was there during other cells', () => {
  const { state, measured } = finding([engine], [engine], [other(5_000 * mib)]);
  assert.deepEqual([state, measured], ['VALID', 'only the engine, in 2 looks']);
});

test('another process warns, one that holds memory makes the cell INVALID, and each is named once', () => {
  const idle = finding([engine], [engine, other(400 * mib)]);
  assert.deepEqual([idle.state, idle.measured], ['WARN', 'python3 (pid 99, 400 MiB)']);
  assert.equal(finding([engine, other(2_000 * mib)], [engine]).state, 'INVALID', 'gone at the end');
  assert.equal(finding([other(600 * mib), other(600 * mib, 98)], [engine]).state, 'INVALID', 'two together');
  assert.equal(finding([other(600 * mib)], [other(600 * mib)]).state, 'WARN', 'the same one, seen twice');
  assert.match(finding([other(null)], null).measured, /unknown memory/);
});

test('where nobody could look it is not checked', () => {
  assert.equal(finding(null, null).state, 'NOT_CHECKED');
  assert.equal(findingOn(gpuShared, {}).state, 'NOT_CHECKED');
});
