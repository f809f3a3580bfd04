import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cgroupOf, cgroupUse } from './cgroup-use.ts';

const id = '3fe73dc116f063c3540e9a4d02099f32e527ccabaf71e4a43aa5e72d91ae3c70';

const dev = [
  'Inter-|   Receive                                                |  Transmit',
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
  '    lo:     999       2    0    0    0     0          0         0      999       2    0    0    0     0       0          0',
  '  eth0:     200       2    0    0    0     0          0         0       30       1    0    0    0     0       0          0',
  '  eth1:5       2    0    0    0     0          0         0        7       1    0    0    0     0       0          0',
].join('\n');

function reader(files: Record<string, string>) {
  return (path: string) => files[path] ?? null;
}

test('a container on cgroup v1 is read controller by controller, whether they share a folder or not', () => {
  const text = `9:name=systemd:/docker/${id}\n4:memory:/docker/${id}\n2:cpu,cpuacct:/docker/${id}\n0::/docker/${id}\n`;
  const cgroup = cgroupOf(text, id);
  assert.equal(cgroup?.version, 1);
  const at = (controller: string, name: string) => `/sys/fs/cgroup/${controller}/docker/${id}/${name}`;
  const files = {
    [at('cpuacct', 'cpuacct.usage')]: '25160727\n',
    [at('cpu', 'cpu.stat')]: 'nr_periods 52\nnr_throttled 2\nthrottled_time 59413887\n',
    [at('memory', 'memory.usage_in_bytes')]: '22065152\n',
    [at('memory', 'memory.stat')]: 'cache 1\ninactive_file 1\ntotal_cache 21073920\ntotal_inactive_file 21045248\n',
    [at('pids', 'pids.current')]: '6\n',
    [at('blkio', 'blkio.throttle.io_service_bytes_recursive')]:
      '8:0 Read 5\n8:0 Write 7\n8:0 Total 12\n8:16 Read 1\nTotal 13\n',
    '/proc/77/net/dev': dev,
  };
  assert.deepEqual(cgroup && cgroupUse(cgroup, 77, reader(files)), {
    cpuTotalMs: 25.160727,
    atMs: null,
    memoryBytes: 22_065_152 - 21_045_248,
    cacheBytes: 21_073_920,
    diskReadBytes: 6,
    diskWriteBytes: 7,
    throttledS: 0.059413887,
    threads: 6,
    networkReceivedBytes: 205,
    networkSentBytes: 37,
  });
});

test('a container on cgroup v2 has one folder, as systemd names it', () => {
  const path = `/system.slice/docker-${id}.scope`;
  const cgroup = cgroupOf(`0::${path}\n`, id);
  assert.equal(cgroup?.version, 2);
  const at = (name: string) => `/sys/fs/cgroup${path}/${name}`;
  const files = {
    [at('cpu.stat')]: 'usage_usec 2500000\nuser_usec 1\nsystem_usec 2\nnr_throttled 1\nthrottled_usec 750000\n',
    [at('memory.current')]: '5000\n',
    [at('memory.stat')]: 'anon 900\nfile 4000\nfile_mapped 3\ninactive_file 3000\n',
    [at('io.stat')]: '259:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n8:0 rbytes=1 wbytes=2 rios=1 wios=1\n',
    [at('pids.current')]: '12\n',
  };
  assert.deepEqual(cgroup && cgroupUse(cgroup, null, reader(files)), {
    cpuTotalMs: 2_500,
    atMs: null,
    memoryBytes: 2_000,
    cacheBytes: 4_000,
    diskReadBytes: 11,
    diskWriteBytes: 22,
    throttledS: 0.75,
    threads: 12,
    networkReceivedBytes: null,
    networkSentBytes: null,
  });
});

test('what the kernel does not count is unknown, and a container that is gone is unknown as a whole', () => {
  const cgroup = cgroupOf(`2:cpuacct:/docker/${id}\n`, id);
  assert.ok(cgroup);
  const blocks = `/sys/fs/cgroup/blkio/docker/${id}/blkio.throttle.io_service_bytes_recursive`;
  const use = cgroupUse(cgroup, 77, reader({ [blocks]: 'Total 0\n', '/proc/77/net/dev': dev }));
  assert.deepEqual([...new Set(Object.values(use))], [null]);
});

test('a process of another machine, or one whose cgroup cannot be seen from here, is not taken for the container', () => {
  for (const text of ['', '0::/\n', '0::/user.slice/session-1.scope\n', '2:cpuacct:/docker/another\n0::/\n']) {
    assert.equal(cgroupOf(text, id), null, text);
  }
});
