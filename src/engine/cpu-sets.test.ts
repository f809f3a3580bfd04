import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpusInSet } from '../domain/cpu-set.ts';
import { testWorld } from '../testing/test-world.ts';
import { chooseCpuSets, formatCpuList } from './cpu-sets.ts';

const base = testWorld();

/** The World of a Linux machine on which this process may use the CPUs listed. */
function worldWith(cpus: string) {
  const readText = async () => `Name:\tnode\nCpus_allowed_list:\t${cpus}\n`;
  return { ...base, host: { ...base.host, platform: 'linux' }, files: { ...base.files, readText } };
}
const none = { engine: null, loadGenerator: null };

test('lists of CPUs are read and written as the kernel does', () => {
  for (const list of ['', '0', '0-3', '0-2,5,7-8']) assert.equal(formatCpuList(cpusInSet(list)), list);
});

test('the load generator has the last CPU, the engine the others', async () => {
  assert.deepEqual(await chooseCpuSets('cpu', 2, worldWith('0-1')), { engine: '0', loadGenerator: '1' });
  assert.deepEqual(await chooseCpuSets('cpu', 8, worldWith('2-4,6')), { engine: '2-4', loadGenerator: '6' });
});

test('one CPU cannot be shared out, and a GPU engine shares its CPUs unless there are many', async () => {
  assert.deepEqual(await chooseCpuSets('cpu', 1, worldWith('0')), none);
  assert.deepEqual(await chooseCpuSets('nvidia-gpu', 4, worldWith('0-3')), none);
  assert.deepEqual(await chooseCpuSets('nvidia-gpu', 16, worldWith('0-15')), { engine: '0-14', loadGenerator: '15' });
});

test('nothing is pinned where the daemon counts fewer CPUs than this machine', async () => {
  assert.deepEqual(await chooseCpuSets('cpu', 4, worldWith('0-7')), none);
  const mac = worldWith('0-7');
  assert.deepEqual(await chooseCpuSets('cpu', 8, { ...mac, host: { ...mac.host, platform: 'darwin' } }), none);
});
