import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePrometheus } from '../collect/prometheus-text.ts';
import type { LiveState } from '../live/live-state.ts';
import { assertFailed, assertFinished } from '../testing/nothing-left.ts';
import { bench, makePlace, startBench } from '../testing/program.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import { until } from '../testing/until.ts';

const world = testWorld();
const noDocker = { env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } };

/** States as a page gets them, until the server ends its stream. */
async function* statesOf(url: string): AsyncIterable<LiveState> {
  const { pieces } = await world.http.stream(`${url}events`, { method: 'GET', timeoutMs: 60_000 });
  let text = '';
  for await (const piece of pieces) {
    const events = (text + piece).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^event: state\ndata: (.*)$/.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

async function metricsOf(url: string): Promise<(name: string) => number | null> {
  const { samples } = parsePrometheus((await world.http.fetch(`${url}metrics`, { timeoutMs: 5_000 })).text);
  return (name) => samples.find((sample) => sample.name === name)?.value ?? null;
}

test('a run with --live is seen from its load to its end, keeps its port, and takes its server with it', async (t) => {
  const sim = await startSim(['--ttft-ms', '20', '--itl-ms', '10', '--output-tokens', '20'], world);
  t.after(sim.stop);
  const load = ['--test', 'throughput', '--runs', '1', '--limit', '20', '--concurrency', '2'];
  const args = ['--endpoint', sim.engine.url, '--engine', 'sim', '--model', 'dyno-sim', ...load];
  const program = startBench([...args, '--live'], makePlace(t), noDocker);
  const url = await until(program.stderr, () => /live page: (\S+)/.exec(program.stderr())?.[1]);

  const states: LiveState[] = [];
  let during: Awaited<ReturnType<typeof metricsOf>> | null = null;
  let second: Promise<void> | null = null;
  for await (const state of statesOf(url)) {
    states.push(state);
    if (state.cell?.phase !== 'load' || (state.client?.ok ?? 0) === 0 || state.engine === null) continue;
    during ??= await metricsOf(url);
    second ??= bench([...args, '--live-port', new URL(url).port], makePlace(t), noDocker).then((ended) =>
      assertFailed(ended, 'PORT_TAKEN', /live page/),
    );
  }
  await assertFinished(await program.ended);
  await second;

  assert.ok(during !== null && second !== null, 'the load was never seen');
  assert.ok((during('dyno_ttft_seconds_count') ?? 0) > 0);
  assert.equal(during('dyno_ttft_seconds_count'), during('dyno_requests_total'));
  assert.equal(during('dyno_in_flight'), 2);
  assert.ok((during('dyno_engine_generation_tokens_total') ?? 0) > 0);
  const last = states.at(-1);
  assert.deepEqual([last?.run.finished, last?.run.state, last?.cells.length], [true, 'done', 1]);
  assert.deepEqual([last?.client?.done, last?.client?.outputTokens], [20, 400]);
  await assert.rejects(world.http.fetch(url, { timeoutMs: 5_000 }), /ECONNREFUSED/);
});
