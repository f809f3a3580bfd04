import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cachePurpose, purposeLabel, runLabel, runLabels } from '../domain/labels.ts';
import { DynoError } from '../errors.ts';
import { leftInDocker, makeDockerObjects, startChild } from '../testing/docker-leavings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { openLedger } from './ledger.ts';
import { cleanupError, removalCommands, removeRun } from './remove-run.ts';

const world = testWorld();
const owner = {
  host: world.host.hostname,
  pid: world.host.pid,
  startTicks: world.processes.startTicks(world.host.pid) ?? '0',
};

function newRun(): { id: string; folder: string; labels: Record<string, string> } {
  const folder = temporaryFolder();
  const id = `remove-${process.pid}-${folder.slice(-6)}`;
  return { id, folder, labels: runLabels(id, owner) };
}

test('a running engine with its network, volume and child process is removed, and the check says so', async () => {
  const { id, folder, labels } = newRun();
  await makeDockerObjects(id, labels, world);
  const child = await startChild(id, folder, world);
  const check = await removeRun(id, folder, world);
  assert.equal(check.clean, true);
  assert.deepEqual(await leftInDocker(id, world), []);
  assert.equal(world.processes.isAlive(child.pid, child.ticks), false);
  assert.equal(cleanupError(check), null);
});

test('a key that was written down is gone after the removal', async () => {
  const { id, folder } = newRun();
  const keyFolder = await world.files.makePrivateFolder();
  await world.files.createExclusive(`${keyFolder}/key`, 'secret');
  const ledger = await openLedger(folder, world);
  await ledger.record({ kind: 'file', name: keyFolder });
  await ledger.close();
  assert.equal((await removeRun(id, folder, world)).clean, true);
  assert.equal(await world.files.exists(keyFolder), false);
});

test('two removals of one run at the same time both end clean', async () => {
  const { id, folder, labels } = newRun();
  await makeDockerObjects(id, labels, world);
  const checks = await Promise.all([removeRun(id, folder, world), removeRun(id, folder, world)]);
  assert.deepEqual(
    checks.map(({ clean }) => clean),
    [true, true],
  );
  assert.deepEqual(await leftInDocker(id, world), []);
});

test('a cache volume stays even if it carries the label of the run', async () => {
  const { id, folder, labels } = newRun();
  await world.docker.createVolume(`dyno-${id}-cache`, { ...labels, [purposeLabel]: cachePurpose });
  try {
    assert.equal((await removeRun(id, folder, world)).clean, true);
    assert.deepEqual(await leftInDocker(id, world), [`volume dyno-${id}-cache`]);
  } finally {
    await world.docker.removeVolume(`dyno-${id}-cache`);
  }
});

test('a volume that a stranger holds is listed with the command that removes it', async () => {
  const { id, folder, labels } = newRun();
  const name = `dyno-${id}`;
  await world.docker.createVolume(name, labels);
  const holder = await world.docker.createContainer(`${name}-holder`, {
    Image: 'dyno/sim:dev',
    HostConfig: { Binds: [`${name}:/data`] },
  });
  try {
    const check = await removeRun(id, folder, world);
    assert.equal(check.clean, false);
    assert.deepEqual(check.volumes, [name]);
    const error = cleanupError(check);
    assert.ok(error instanceof DynoError);
    assert.equal(error.code, 'CLEANUP_INCOMPLETE');
    assert.deepEqual(error.detail, [`docker volume rm ${name}`]);
  } finally {
    await world.docker.removeContainer(holder);
    await world.docker.removeVolume(name);
  }
});

test('a child that the ledger had no time to know is found by its environment', async () => {
  const { id, folder } = newRun();
  const child = world.processes.start('sleep', ['120'], { env: { DYNO_RUN: id } });
  const loadGenerator = world.processes.start('tail', ['-f', '/dev/null', `DYNO_LOAD=${folder}/cell/load.json`], {});
  const check = await removeRun(id, folder, world);
  assert.equal(check.clean, true);
  assert.equal((await child.exit).signal, 'SIGTERM');
  assert.equal((await loadGenerator.exit).signal, 'SIGTERM');
});

test('a stranger who got the pid of a dead child is not touched', async () => {
  const { id, folder } = newRun();
  const stranger = world.processes.start('sleep', ['120'], {});
  const ledger = await openLedger(folder, world);
  await ledger.record({ kind: 'process', name: 'k6', pid: stranger.pid, startTicks: '1' });
  await ledger.close();
  assert.equal((await removeRun(id, folder, world)).clean, true);
  assert.notEqual(world.processes.startTicks(stranger.pid), null);
  stranger.kill('SIGKILL');
  assert.equal((await stranger.exit).signal, 'SIGKILL');
});

test('a child that ignores SIGTERM is killed', async () => {
  const { id, folder } = newRun();
  const child = world.processes.start('sh', ['-c', 'trap "" TERM; echo ready; while true; do sleep 1; done'], {
    env: { DYNO_RUN: id },
  });
  for await (const line of child.stdoutLines) if (line === 'ready') break;
  assert.equal((await removeRun(id, folder, world)).clean, true);
  assert.equal((await child.exit).signal, 'SIGKILL');
});

test('where Docker does not answer, only what the ledger names is suspected', async () => {
  const { id, folder } = newRun();
  const refuse = async () => {
    throw new DynoError('DOCKER_MISSING', 'nobody answers');
  };
  const without = { ...world, docker: { ...world.docker, listLabelled: refuse } };
  assert.equal((await removeRun(id, folder, without)).clean, true);
  const ledger = await openLedger(folder, world);
  await ledger.record({ kind: 'container', name: `dyno-${id}` });
  await ledger.close();
  const check = await removeRun(id, folder, without);
  assert.equal(check.clean, false);
  assert.deepEqual(removalCommands(check), [`docker rm --force --volumes dyno-${id}`]);
  assert.deepEqual(await world.docker.listLabelled(`${runLabel}=${id}`), []);
});
