import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Suite } from '../../domain/suite.ts';
import { examplePlan } from '../../testing/example-cell.ts';
import { exampleEngine, exampleRunContext } from '../../testing/sim-engine.ts';
import { testWorld } from '../../testing/test-world.ts';
import type { GpuPlan } from './gpu-plan.ts';
import { openGpuSource } from './open-source.ts';

const base = testWorld();
const engine = { ...exampleEngine('http://127.0.0.1:1'), containerId: 'engine' };

/** A machine without the exporter's image; nvidia-smi answers in the engine's container, or nowhere. */
function worldWith(smi: 'answers' | 'is absent') {
  const values = (command: string[]) =>
    command
      .find((arg) => arg.startsWith('--query-gpu='))
      ?.split(',')
      .map(() => '7')
      .join(', ') ?? '';
  return testWorld({
    docker: {
      ...base.docker,
      inspectImage: async () => null,
      exec: async (_, command) =>
        smi === 'answers' ? { exitCode: 0, output: values(command) } : { exitCode: 126, output: 'not found' },
    },
    processes: {
      ...base.processes,
      run: async (command, args, options) =>
        command === 'nvidia-smi' ? Promise.reject(new Error('absent')) : base.processes.run(command, args, options),
    },
  });
}

async function open(gpu: Suite['telemetry']['gpu'], smi: 'answers' | 'is absent') {
  const plan = examplePlan();
  const said: string[] = [];
  const gpuPlan: GpuPlan = {
    ...plan,
    suite: { ...plan.suite, telemetry: { ...plan.suite.telemetry, gpu } },
    target: { kind: 'container', composeFile: 'compose/sim.yaml', service: 'sim', variables: { DYNO_OFFLINE: '1' } },
  };
  const run = { ...exampleRunContext(), say: (line: string) => void said.push(line) };
  const { source } = await openGpuSource(gpuPlan, engine, run, worldWith(smi));
  return { name: source?.name ?? null, reading: (await source?.read())?.powerW, said };
}

test('auto: without dcgm-exporter nvidia-smi reads the GPU, else nothing does; the reason is said, the run goes on', async () => {
  const [first, second] = await Promise.all([open('auto', 'answers'), open('auto', 'is absent')]);
  assert.deepEqual([first.name, first.reading], ['nvidia-smi', 7]);
  assert.match(
    first.said.join(),
    /dcgm-exporter does not work here \(offline, .*\); nvidia-smi in the engine's container/,
  );
  assert.deepEqual([second.name, second.said.length], [null, 1]);
  assert.match(second.said.join(), /; nothing reads the GPU instead/);
});

test('a source that is asked for by name and does not work is an error with its reason; none asks nobody', async () => {
  await assert.rejects(open('dcgm', 'answers'), { code: 'TELEMETRY_FAILED', message: /dcgm-exporter .*offline/ });
  await assert.rejects(open('nvidia-smi', 'is absent'), { code: 'TELEMETRY_FAILED' });
  assert.equal((await open('nvidia-smi', 'answers')).name, 'nvidia-smi');
  assert.equal((await open('none', 'answers')).name, null);
});
