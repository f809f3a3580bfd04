import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { leftInDocker } from '../testing/docker-leavings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';

const world = testWorld();
const limitMs = 20_000;

type Victim = { process: ChildProcess; id: string; folder: string; watchdogPid: number; childPid: number };

async function startVictim(docker: 'docker' | 'no-docker'): Promise<Victim> {
  const folder = temporaryFolder();
  const id = `watchdog-${process.pid}-${folder.slice(-6)}`;
  const script = join(import.meta.dirname, '../testing/watchdog-victim.ts');
  const victim = fork(script, [id, folder, docker], { detached: true });
  const [pids] = await once(victim, 'message');
  return { process: victim, id, folder, ...pids };
}

/** Waits until a process is gone; the test fails when it does not end in time. */
async function awaitEnd(pid: number): Promise<void> {
  const ticks = world.processes.startTicks(pid);
  const deadlineMs = world.clock.monotonicMs() + limitMs;
  while (ticks !== null && world.processes.isAlive(pid, ticks)) {
    assert.ok(world.clock.monotonicMs() < deadlineMs, `process ${pid} still lives`);
    await world.clock.sleep(50);
  }
}

function readRun(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
}

test('after SIGKILL of the orchestrator the watchdog removes container, network, volume and child, and exits', async () => {
  const victim = await startVictim('docker');
  assert.equal((await leftInDocker(victim.id, world)).length, 3);
  victim.process.kill('SIGKILL');
  await awaitEnd(victim.watchdogPid);
  assert.deepEqual(await leftInDocker(victim.id, world), []);
  assert.equal(world.processes.startTicks(victim.childPid), null);
  const run = readRun(victim.folder);
  assert.equal(run.state, 'aborted');
  assert.equal(run.cleanup.clean, true);
  assert.match(run.errors[0].message, /died in state loading/);
  assert.match(readFileSync(join(victim.folder, 'watchdog.log'), 'utf8'), /nothing is left/);
});

test('a signal to the whole process group of the orchestrator does not reach the watchdog', async () => {
  const victim = await startVictim('no-docker');
  for (const signal of ['SIGINT', 'SIGKILL'] as const) process.kill(-(victim.process.pid ?? 0), signal);
  await awaitEnd(victim.watchdogPid);
  assert.equal(world.processes.startTicks(victim.childPid), null);
  assert.equal(readRun(victim.folder).state, 'aborted');
});

test('an orchestrator that ends well is left alone: the watchdog exits without a trace', async () => {
  const victim = await startVictim('no-docker');
  victim.process.send('end well');
  await once(victim.process, 'exit');
  await awaitEnd(victim.watchdogPid);
  assert.equal(readRun(victim.folder).state, 'loading');
  assert.equal(existsSync(join(victim.folder, 'watchdog.log')), false);
  process.kill(victim.childPid, 'SIGKILL');
});
