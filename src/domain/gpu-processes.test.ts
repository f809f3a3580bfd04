import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGpu, type GpuProcess, type GpuSnapshot, isGpuClean } from './gpu-processes.ts';

const mib = 1024 ** 2;
const own = new Set([77]);

function snapshot(usedMib: number | null, processes: GpuProcess[] | null): GpuSnapshot {
  const memoryUsedBytes = usedMib === null ? null : usedMib * mib;
  return { when: 'after', cell: null, unixMs: 0, askedIn: 'host', memoryUsedBytes, processes };
}

function app(pid: number, usedMib: number | null): GpuProcess {
  return { pid, name: 'python3', memoryBytes: usedMib === null ? null : usedMib * mib, ours: own.has(pid) };
}

test('a GPU with as much memory in use as before, give or take little, is clean', () => {
  const check = checkGpu(snapshot(500, [app(5, 400)]), snapshot(600, [app(5, 400)]), own);
  assert.deepEqual(check, {
    processes: [],
    memoryBeforeBytes: 500 * mib,
    memoryAfterBytes: 600 * mib,
    memoryBack: true,
  });
  assert.ok(isGpuClean(check));
});

test('a process of the run that is still there is told, with its number', () => {
  const check = checkGpu(snapshot(500, []), snapshot(600, [app(77, 90), app(5, 10)]), own);
  assert.deepEqual(check.processes, ['77 python3']);
  assert.equal(isGpuClean(check), false);
});

test('memory that nobody is seen to hold is not back; memory that others took meanwhile is no fault of the run', () => {
  const before = snapshot(500, [app(5, 400)]);
  assert.equal(checkGpu(before, snapshot(9_000, [app(5, 400)]), own).memoryBack, false);
  assert.equal(isGpuClean(checkGpu(before, snapshot(9_000, [app(5, 400)]), own)), false);
  assert.equal(checkGpu(before, snapshot(9_000, [app(5, 400), app(6, 8_500)]), own).memoryBack, true);
});

test('what cannot be told is null, and no reason to call the GPU unclean', () => {
  const before = snapshot(500, []);
  for (const after of [snapshot(9_000, [app(6, null)]), snapshot(9_000, null), snapshot(null, null)]) {
    const check = checkGpu(before, after, own);
    assert.equal(check.memoryBack, null);
    assert.ok(isGpuClean(check));
  }
  assert.ok(isGpuClean(null));
});
