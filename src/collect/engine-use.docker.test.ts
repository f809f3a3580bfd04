import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ReadyEngine } from '../domain/engine-life.ts';
import { removeRun, type TestRun, testRun } from '../testing/docker-fixtures.ts';
import { testWorld } from '../testing/test-world.ts';
import { until } from '../testing/until.ts';
import { useSource } from './engine-use.ts';

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

  test('CPU time of a container by Docker is that of its process by the kernel, to some ticks of 10 ms', async () => {
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
    const byDocker = (await cpuMs(container)) - before[0];
    const byKernel = (await cpuMs(process)) - before[1];
    assert.ok(byKernel >= 100, `only ${byKernel} ms of work`);
    assert.ok(Math.abs(byDocker - byKernel) <= 40, `Docker ${byDocker} ms, kernel ${byKernel} ms`);
  });
});
