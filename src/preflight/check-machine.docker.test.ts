import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAllEngines } from '../config/engines.ts';
import { makeDockerClient } from '../docker/make-client.ts';
import type { Plan, Target } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import { examplePlan } from '../testing/example-cell.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import type { World } from '../world.ts';
import { chooseEngine } from './best-engine.ts';
import { checkMachine } from './check-machine.ts';
import { examineMachine } from './examine.ts';
import { hostGpus } from './gpu.ts';
import { serviceImage } from './service-image.ts';

const world = testWorld();
const withoutDocker = testWorld({ docker: makeDockerClient({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }) });
const simContainer = {
  ...{ kind: 'container', composeFile: 'compose/sim.yaml', service: 'sim' },
  variables: {} as Record<string, string>,
} as const satisfies Target;
const simProcess: Target = { kind: 'process', command: join(world.root, '.tools/sim'), args: [] };

async function refusal(plan: Plan, resultsDir: string, on: World): Promise<DynoError> {
  const error = await checkMachine(plan, resultsDir, on).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof DynoError, `expected a refusal, got ${error}`);
  return error;
}

test('this machine is fit for the simulator, in a container and as a process, and nothing is left by the look', async () => {
  const resultsDir = join(temporaryFolder(), 'results');
  for (const target of [simContainer, simProcess]) {
    await checkMachine(examplePlan(undefined, { target }), resultsDir, world);
  }
  assert.deepEqual(readdirSync(resultsDir), []);
});

test('all reasons are told at once, each with its code, and the first decides', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'compose'));
  writeFileSync(join(root, 'compose/sim.yaml'), 'services: { sim: { image: dyno/absent:dev } }');
  const resultsDir = join(root, 'results');
  writeFileSync(resultsDir, 'a file in its place');
  const error = await refusal(examplePlan(undefined, { target: simContainer }), resultsDir, { ...world, root });
  assert.equal(error.code, 'TOOL_MISSING');
  const codes = error.detail.map((line) => line.split(':')[0]);
  assert.deepEqual(codes, ['TOOL_MISSING', 'IMAGE_MISSING', 'RESULTS_WRITE_FAILED']);
  assert.match(error.detail.join('\n'), /dyno\/absent:dev/);
  assert.match(error.detail.join('\n'), /make setup/);
});

test('without a Docker Engine a container plan is refused, a process plan is not, and the simulator is chosen', async () => {
  const resultsDir = temporaryFolder();
  const error = await refusal(examplePlan(undefined, { target: simContainer }), resultsDir, withoutDocker);
  assert.equal(error.code, 'DOCKER_UNREACHABLE');
  await checkMachine(examplePlan(undefined, { target: simProcess }), resultsDir, withoutDocker);
  const choice = await chooseEngine(await readAllEngines(world), withoutDocker);
  assert.deepEqual([choice.engine, choice.asProcess], ['sim', true]);
  assert.match(choice.reason, /simulated, no container/);
});

test('a GPU engine on a machine without GPU is refused by the proof of a container; the CPU engine is chosen', async (context) => {
  if ((await hostGpus(world)).length > 0) return context.skip('this machine has a GPU');
  const plan = examplePlan(undefined, { target: simContainer });
  const gpuPlan = { ...plan, engine: { ...plan.engine, needs: 'nvidia-gpu' as const } };
  const error = await refusal(gpuPlan, temporaryFolder(), world);
  assert.equal(error.code, 'GPU_NONE');
  assert.match(error.message, /could not select device driver/);
  const choice = await chooseEngine(await readAllEngines(world), world);
  assert.deepEqual([choice.engine, choice.asProcess], ['llamacpp', false]);
  const probes = await world.docker.listLabelled('dyno.purpose=probe');
  assert.deepEqual(
    probes.filter(({ name }) => name.startsWith(`dyno-gpu-probe-${process.pid}-`)),
    [],
  );
});

test('a small disk is refused with what is needed and what is free', async (context) => {
  const resultsDir = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', resultsDir], { stdio: 'ignore' });
  } catch {
    return context.skip('mounting needs root');
  }
  context.after(() => execFileSync('umount', [resultsDir]));
  const error = await refusal(examplePlan(undefined, { target: simProcess }), resultsDir, world);
  assert.equal(error.code, 'DISK_LOW');
  assert.match(error.message, /needs 0\.5 GB at .*; 0\.0 GB are free/);
});

test('offline, an image of a registry that is not here is told; one that is here is enough', async () => {
  const resultsDir = temporaryFolder();
  const variables = { DYNO_SIM_IMAGE: 'x/nothing:1', DYNO_OFFLINE: '1' };
  const absent = examplePlan(undefined, { target: { ...simContainer, variables } });
  const error = await refusal(absent, resultsDir, world);
  assert.equal(error.code, 'OFFLINE_MISSING');
  assert.match(error.message, /offline, and the image x\/nothing:1 is not on this machine/);
  const here = { ...simContainer, variables: { DYNO_OFFLINE: '1' } };
  await checkMachine(examplePlan(undefined, { target: here }), resultsDir, world);
});

test('a model behind a licence wants a file with a token, and the file must be there', async () => {
  const resultsDir = temporaryFolder();
  const plan = examplePlan(undefined, { target: simContainer });
  const model = { ...plan.model, hubId: 'lab/secret-1b', gated: true };
  const error = await refusal({ ...plan, model }, resultsDir, world);
  assert.equal(error.code, 'MODEL_GATED');
  assert.match(error.message, /lab\/secret-1b/);
  assert.match(error.hint, /DYNO_HF_TOKEN_FILE/);
  const wrong = { ...simContainer, variables: { DYNO_HF_TOKEN_FILE: join(resultsDir, 'token') } };
  assert.equal((await refusal({ ...plan, model, target: wrong }, resultsDir, world)).code, 'MODEL_GATED');
  writeFileSync(join(resultsDir, 'token'), 'hf_x', { mode: 0o600 });
  await checkMachine({ ...plan, model, target: wrong }, resultsDir, world);
});

test('the image that is looked for is the one that Compose itself resolves, for every engine and override', async () => {
  const pinned = `x/llama@sha256:${'0'.repeat(64)}`;
  const overrides = [{}, { DYNO_VLLM_IMAGE: 'x/vllm:1', DYNO_LLAMACPP_IMAGE: pinned }];
  for (const file of readdirSync(join(world.root, 'compose')).filter((name) => name.endsWith('.yaml'))) {
    const service = file.replace('.yaml', '');
    const args = ['compose', '-f', 'compose.yaml', 'config', '--format', 'json', service];
    for (const variables of overrides) {
      const result = await world.processes.run('docker', args, { cwd: world.root, env: variables });
      assert.equal(result.exitCode, 0, result.stderr);
      const resolved: { services: Record<string, { image: string }> } = JSON.parse(result.stdout);
      const found = await serviceImage(`compose/${file}`, service, variables, world);
      assert.equal(found?.reference, resolved.services[service]?.image, file);
    }
  }
});

test('the doctor finds what is there, and names what mends the rest', async () => {
  const here = new Map((await examineMachine(world)).map((finding) => [finding.name, finding]));
  for (const name of [
    'Node',
    'packages',
    'load generator',
    'simulator',
    'Docker Engine',
    'Compose plugin',
    'image sim',
  ]) {
    assert.equal(here.get(name)?.state, 'ok', name);
  }
  assert.match(here.get('load generator')?.found ?? '', /^k6 v\d.* with k6\/x\/dyno/);
  const bare = await examineMachine({ ...withoutDocker, root: temporaryFolder() });
  const missing = bare.filter(({ state }) => state === 'missing').map(({ name }) => name);
  assert.deepEqual(missing, ['packages', 'load generator', 'simulator', 'Docker Engine']);
  for (const finding of bare) assert.equal(finding.mend === null, finding.state === 'ok', finding.name);
});
