import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ReadyEngine } from '../domain/engine-life.ts';
import { removeRun, type TestRun, testRun } from '../testing/docker-fixtures.ts';
import { testWorld } from '../testing/test-world.ts';
import { until } from '../testing/until.ts';
import { containerUse } from './container-use.ts';
import { type Use, useSource } from './engine-use.ts';

describe('the use of an engine, against what the kernel counts', () => {
  const world = testWorld();
  const { docker } = world;
  let run: TestRun;
  before(async () => {
    run = await testRun(world);
  });
  after(async () => {
    assert.deepEqual(await removeRun(run, docker), []);
  });

  /** CPU time between two moments in which the engine is idle, so that it does not matter which is read first. */
  async function cpuMs(engine: Pick<ReadyEngine, 'containerId' | 'pid'>): Promise<number> {
    const use = await useSource(engine as ReadyEngine, world)?.read();
    assert.ok(use && use.cpuTotalMs !== null && (use.memoryBytes ?? 0) > 0 && (use.threads ?? 0) > 0);
    return use.cpuTotalMs;
  }

  /** The names of what the kernel's files and Docker tell differently of a container that is idle. */
  async function kernelAndDocker(id: string): Promise<string[]> {
    const byKernel = await containerUse(id, world)();
    const notHere = { ...world, files: { ...world.files, readNow: () => null } };
    const byDocker = await containerUse(id, notHere)();
    assert.equal(byKernel.atMs, null, 'asked Docker, although the container is here');
    assert.notEqual(byDocker.atMs, null);
    const near = {
      cpuTotalMs: 20,
      memoryBytes: 1024 ** 2,
      cacheBytes: 1024 ** 2,
      networkReceivedBytes: 2_000,
      networkSentBytes: 2_000,
      threads: 4,
    };
    const names = Object.keys(byKernel) as (keyof Use)[];
    return names.filter((name) => {
      if (name === 'atMs') return false;
      const [one, other] = [byKernel[name], byDocker[name]];
      if (one === null || other === null) return one !== other;
      return Math.abs(one - other) > (near[name as keyof typeof near] ?? 0);
    });
  }

  test('a container is told by the kernel as by Docker, and its CPU time is that of its process to some ticks of 10 ms', async () => {
    const Cmd = ['--max-speed', '--host', '0.0.0.0', '--port', '8000'];
    const id = await docker.createContainer(`dyno-${run.id}-busy`, { Image: 'dyno/sim:dev', Cmd, Labels: run.labels });
    await docker.start(id);
    const state = await docker.inspect(id);
    const url = `http://${Object.values(state?.ipAddresses ?? {})[0]}:8000`;
    const healthy = () => world.http.fetch(`${url}/health`, { timeoutMs: 1_000 }).then(({ status }) => status === 200);
    await until('the simulator answers', () => healthy().catch(() => false));
    const [container, process] = [
      { containerId: id, pid: null },
      { containerId: null, pid: state?.pid ?? null },
    ];
    assert.deepEqual(await kernelAndDocker(id), []);
    const before = [await cpuMs(container), await cpuMs(process)] as const;
    const body = JSON.stringify({
      model: 'sim-model',
      prompt: 'Go.',
      max_tokens: 100_000,
      ignore_eos: true,
      stream: true,
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await world.http.fetch(`${url}/v1/completions`, {
      method: 'POST',
      headers,
      body,
      timeoutMs: 30_000,
    });
    assert.equal(answer.status, 200);
    const byContainer = (await cpuMs(container)) - before[0];
    const byProcess = (await cpuMs(process)) - before[1];
    assert.ok(byProcess >= 50, `only ${byProcess} ms of work`);
    assert.ok(Math.abs(byContainer - byProcess) <= 40, `container ${byContainer} ms, process ${byProcess} ms`);
  });
});
