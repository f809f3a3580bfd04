import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import type { DynoError, ErrorCode } from '../errors.ts';
import { awaitReady } from '../readiness/await-ready.ts';
import {
  enginePlan,
  makeProbeImage,
  probeImage,
  removeRun,
  simTarget,
  smallRequest,
  type TestRun,
  testRun,
  worldWithCompose,
} from '../testing/docker-fixtures.ts';
import { testWorld } from '../testing/test-world.ts';
import type { World } from '../world.ts';
import { startEngine } from './start-engine.ts';

describe('an engine in a container', () => {
  const base = testWorld();
  let run: TestRun;
  before(() => makeProbeImage(base));
  beforeEach(async () => {
    run = await testRun(base);
  });
  afterEach(async () => {
    assert.deepEqual(await removeRun(run, base.docker), []);
  });

  /** Starts the service, waits until it is ready and gives the error that this must end with. */
  async function failure(code: ErrorCode, world: World, change: Parameters<typeof enginePlan>[1] = {}, model?: string) {
    const plan = enginePlan(simTarget, change, model);
    const started = async () => awaitReady(await startEngine(plan, run, world), plan, smallRequest(plan), run, world);
    const error = (await started().then(
      () => assert.fail('it became ready'),
      (thrown: unknown) => thrown,
    )) as DynoError;
    assert.equal(error.code, code, error.stack);
    return error;
  }

  test('streams a token, keeps its whole log and leaves with exit code 0', async () => {
    const world = await worldWithCompose(run, ['environment: { SIM_START_DELAY_MS: "300" }']);
    const plan = enginePlan(simTarget, { startup: [{ phase: 'weightsLoaded', mark: 'model loaded after' }] });
    const engine = await awaitReady(await startEngine(plan, run, world), plan, smallRequest(plan), run, world);

    assert.deepEqual(engine.models, ['sim-model']);
    assert.match(engine.networkPath, /container address/);
    const phases = engine.phases.map(({ phase }) => phase);
    assert.deepEqual(phases.toSorted(), ['create', 'first token', 'pull', 'ready', 'start', 'weightsLoaded']);
    assert.deepEqual(
      run.recorded.map(({ kind }) => kind),
      ['network', 'container'],
    );

    await engine.stop();
    await engine.stop();
    const health = await engine.health();
    assert.ok(!health.alive);
    assert.equal(health.exitCode, 0);
    const log = await world.files.readText(`${run.folder}/engine.log`);
    assert.match(log, /^\d{4}-\d\d-\d\dT[\d:.]+Z sim: model loaded after 300 ms$/m);
    const install = await world.files.readText(`${run.folder}/install.log`);
    for (const line of [install, log].flatMap((text) => text.trimEnd().split('\n')))
      assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ./);
  });

  test('that dies while it starts is reported at once, with its last lines and exit code', async () => {
    const world = await worldWithCompose(run, [
      'environment: { SIM_EXIT_ON_START: "true", SIM_START_DELAY_MS: "400", SIM_EXIT_CODE: "7" }',
    ]);
    const error = await failure('ENGINE_EXITED', world);
    assert.match(error.message, /exit code 7/);
    assert.match(error.detail.join('\n'), /engine core initialization failed/);
  });

  test('that dies before it has an address is reported with its output', async () => {
    const world = await worldWithCompose(run, ['command: ["--no-such-flag"]']);
    const error = await failure('ENGINE_EXITED', world);
    assert.match(error.message, /exit code 2/);
    assert.match(error.detail.join('\n'), /no-such-flag/);
  });

  test('that is never ready fails at the deadline, naming step and last log line', async () => {
    const world = await worldWithCompose(run, ['environment: { SIM_START_DELAY_MS: "600000" }']);
    const error = await failure('READY_TIMEOUT', world, { readiness: { healthPath: '/health', deadlineS: 1 } });
    assert.match(error.message, /health \(\/health answers 200\).*503.*[Ll]ast log line/s);
  });

  test('that serves another model is refused', async () => {
    const error = await failure('WRONG_MODEL', await worldWithCompose(run, []), {}, 'gpt-oss-20b');
    assert.match(error.message, /asked for gpt-oss-20b.*serves sim-model/);
  });

  test('whose image is built here and missing is not looked for in a registry', async () => {
    const error = await failure('IMAGE_MISSING', await worldWithCompose(run, [], 'dyno/nothing:1'));
    assert.match(error.message, /dyno\/nothing:1/);
  });

  test('whose image cannot be pulled fails with the words of the registry', async () => {
    const error = await failure('IMAGE_PULL_FAILED', await worldWithCompose(run, [], '127.0.0.1:1/nothing:1'));
    assert.match(error.message, /connection refused/);
  });

  test('with an entry point that is not there fails with the words of the daemon', async () => {
    const error = await failure(
      'ENGINE_START_FAILED',
      await worldWithCompose(run, ['entrypoint: [/nope]'], probeImage),
    );
    assert.match(error.message, /\/nope.*no such file/);
  });

  test('that wants a GPU which Docker cannot give says so', async () => {
    const device = '{ driver: nvidia, device_ids: ["0"], capabilities: [gpu] }';
    const lines = [`deploy: { resources: { reservations: { devices: [${device}] } } }`];
    const error = await failure('GPU_NONE', await worldWithCompose(run, lines, probeImage));
    assert.match(error.message, /could not select device driver/);
  });

  test('is not touched by a key of the Compose file that would be lost', async () => {
    const error = await failure('COMPOSE_INVALID', await worldWithCompose(run, ['privileged: true', 'pids_limit: 5']));
    assert.match(error.message, /services\.sim\.privileged/);
    assert.match(error.message, /services\.sim\.pids_limit/);
    assert.deepEqual(run.recorded, []);
  });

  test('stops within its grace while a stream is open, and its log is whole', async () => {
    const world = await worldWithCompose(run, ['environment: { SIM_ITL_MS: "200" }', 'stop_grace_period: 2s']);
    const plan = enginePlan(simTarget);
    const engine = await awaitReady(await startEngine(plan, run, world), plan, smallRequest(plan), run, world);
    const body = JSON.stringify({
      model: 'sim-model',
      stream: true,
      max_tokens: 5000,
      messages: [{ role: 'user', content: 'x' }],
    });
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body, timeoutMs: 60_000 } as const;
    const { pieces } = await world.http.stream(`${engine.url}/v1/chat/completions`, request);
    const reader = pieces[Symbol.asyncIterator]();
    await reader.next();

    await engine.stop();
    assert.equal((await engine.health()).alive, false);
    const rest = async () => {
      for (let next = await reader.next(); !next.done; next = await reader.next());
    };
    await rest().catch(() => 'the stream was cut, as it must be');
  });

  test('keeps a cache volume beyond the run and removes a volume of the run', async () => {
    const lines = ['volumes: ["dyno-test-cache:/cache", "scratch:/scratch"]', ''];
    const world = await worldWithCompose(run, lines);
    const file = `${world.root}/compose/sim.yaml`;
    const volumes =
      'volumes:\n  dyno-test-cache: { name: dyno-test-cache, labels: { dyno.purpose: cache } }\n  scratch: {}\n';
    await world.files.writeAtomic(file, (await world.files.readText(file)) + volumes);
    const engine = await startEngine(enginePlan(simTarget), run, world);
    await engine.stop();
    const names = run.recorded.filter(({ kind }) => kind === 'volume').map(({ name }) => name);
    assert.deepEqual(names, [`dyno-${run.id}-scratch`]);
    assert.deepEqual(await removeRun(run, world.docker), []);
    const caches = (await world.docker.listLabelled('dyno.purpose=cache')).map(({ name }) => name);
    assert.ok(caches.includes('dyno-test-cache'));
    await world.docker.removeVolume('dyno-test-cache');
  });
});
