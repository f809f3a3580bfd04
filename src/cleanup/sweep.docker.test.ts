import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runLabels } from '../domain/labels.ts';
import type { Owner, Run } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import { leftInDocker, makeDockerObjects, startChild } from '../testing/docker-leavings.ts';
import { exampleRun } from '../testing/example-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { removeRun } from './remove-run.ts';
import { sweep } from './sweep.ts';

const real = testWorld();
// A machine name of its own: other sweeps on this machine take these runs for foreign and keep off.
const hostname = `sweep-test-${process.pid}`;
const world = { ...real, host: { ...real.host, hostname } };
const dead: Owner = { host: hostname, pid: 2, startTicks: '1' };
const live: Owner = { host: hostname, pid: process.pid, startTicks: real.processes.startTicks(process.pid) ?? '0' };
const foreign: Owner = { host: `elsewhere-${process.pid}`, pid: 2, startTicks: '1' };

let count = 0;

function newRun(resultsDir: string, owner: Owner, change: Partial<Run> = {}): { id: string; folder: string } {
  count += 1;
  const id = `sweep-${process.pid}-${count}`;
  const folder = join(resultsDir, id);
  mkdirSync(folder);
  writeFileSync(join(folder, 'run.json'), JSON.stringify(exampleRun({ id, owner, ...change })));
  return { id, folder };
}

function readRun(folder: string): Run {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
}

/** Lines about the runs of this file only: others test on the same engine. */
function ours(lines: string[]): string[] {
  return lines.filter((line) => line.includes(`sweep-${process.pid}-`)).sort();
}

test('a dead run is swept: objects, child process, and the end written into its run.json', async () => {
  const resultsDir = temporaryFolder();
  const { id, folder } = newRun(resultsDir, dead);
  await makeDockerObjects(id, runLabels(id, dead), world);
  const child = await startChild(id, folder, world);
  const options = { resultsDir, dryRun: true, all: false };
  const things = ['container', 'network', 'volume'].map((kind) => `${kind} dyno-${id} of ${id}`);
  const expected = [...things, `process ${child.pid} sleep of ${id}`].sort();

  const planned = await sweep(options, world);
  assert.deepEqual(
    ours(planned.removed).map((line) => line.replace('engine', 'sleep')),
    expected,
  );
  assert.equal((await leftInDocker(id, world)).length, 3, 'a dry run removes nothing');
  assert.equal(readRun(folder).state, 'loading');

  const report = await sweep({ ...options, dryRun: false }, world);
  assert.deepEqual(
    ours(report.removed).map((line) => line.replace('engine', 'sleep')),
    expected,
  );
  assert.deepEqual(report.aborted, [folder]);
  assert.deepEqual(await leftInDocker(id, world), []);
  assert.equal(world.processes.isAlive(child.pid, child.ticks), false);
  assert.equal(readRun(folder).state, 'aborted');
  assert.equal(readRun(folder).cleanup?.clean, true);

  const again = await sweep({ ...options, dryRun: false }, world);
  assert.deepEqual([ours(again.removed), again.aborted], [[], []]);
});

test('what a living run or another machine owns is left and reported; --all takes the foreign, never the living', async () => {
  const resultsDir = temporaryFolder();
  const alive = newRun(resultsDir, live);
  const elsewhere = newRun(resultsDir, foreign);
  await makeDockerObjects(alive.id, runLabels(alive.id, live), world);
  await world.docker.createVolume(`dyno-${elsewhere.id}`, runLabels(elsewhere.id, foreign));
  try {
    const report = await sweep({ resultsDir, dryRun: false, all: false }, world);
    assert.deepEqual(ours(report.removed), []);
    const left = new Map(report.left.map(({ what, why }) => [what, why]));
    assert.match(left.get(`container dyno-${alive.id} of ${alive.id}`) ?? '', /going on/);
    assert.match(left.get(`volume dyno-${elsewhere.id} of ${elsewhere.id}`) ?? '', /another machine/);
    assert.equal(readRun(elsewhere.folder).state, 'loading');

    // All foreign runs would include those of other tests on this engine, so only ours are shown to this sweep.
    const listOurs = async (label: string) => {
      const found = await world.docker.listLabelled(label);
      return found.filter(({ name }) => name.includes(`sweep-${process.pid}-`));
    };
    await sweep(
      { resultsDir, dryRun: false, all: true },
      { ...world, docker: { ...world.docker, listLabelled: listOurs } },
    );
    assert.deepEqual(await leftInDocker(elsewhere.id, world), []);
    assert.equal(readRun(elsewhere.folder).state, 'aborted');
    assert.equal((await leftInDocker(alive.id, world)).length, 3);
    assert.equal(readRun(alive.folder).state, 'loading');
  } finally {
    await removeRun(alive.id, alive.folder, world);
    await removeRun(elsewhere.id, elsewhere.folder, world);
  }
});

test('without Docker the processes and results of dead runs are still put in order, and the report says so', async () => {
  const resultsDir = temporaryFolder();
  const { id, folder } = newRun(resultsDir, dead);
  const finished = newRun(resultsDir, dead, { state: 'done', endedAt: '2026-11-22T14:09:00.000Z', exitCode: 0 });
  mkdirSync(join(resultsDir, 'notes'));
  writeFileSync(join(resultsDir, 'broken'), 'no folder');
  const child = await startChild(id, folder, world);
  const refuse = async () => {
    throw new DynoError('DOCKER_MISSING', 'nobody answers');
  };
  const without = { ...world, docker: { ...world.docker, listLabelled: refuse } };
  const report = await sweep({ resultsDir, dryRun: false, all: false }, without);
  assert.equal(report.dockerSkipped, 'nobody answers');
  assert.equal(ours(report.removed).length, 1);
  assert.deepEqual(report.aborted, [folder]);
  assert.equal(world.processes.isAlive(child.pid, child.ticks), false);
  assert.equal(readRun(finished.folder).state, 'done');
});
