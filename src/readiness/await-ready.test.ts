import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { StartedEngine } from '../domain/engine-life.ts';
import type { Target } from '../domain/plan.ts';
import { startEngine } from '../engine/start-engine.ts';
import { DynoError, type ErrorCode } from '../errors.ts';
import { enginePlan, smallRequest, type TestRun, testRun } from '../testing/docker-fixtures.ts';
import { testWorld } from '../testing/test-world.ts';
import { awaitReady } from './await-ready.ts';

const world = testWorld();

describe('readiness, against the simulator as a child process', () => {
  let run: TestRun;
  let started: StartedEngine[];
  beforeEach(async () => {
    run = await testRun(world);
    started = [];
  });
  afterEach(async () => {
    for (const engine of started) await engine.stop();
    for (const entry of run.recorded) {
      assert.ok(entry.kind === 'process' && !world.processes.isAlive(entry.pid, entry.startTicks));
    }
    await world.files.remove(run.folder);
  });

  async function start(args: string[], change: Partial<EngineDefinition> = {}, model?: string) {
    const target: Target = { kind: 'process', command: join(world.root, '.tools', 'sim'), args };
    const plan = enginePlan(target, change, model);
    const engine = await startEngine(plan, run, world);
    started.push(engine);
    return { plan, engine };
  }
  /** The same server, as an endpoint that somebody else started. */
  async function endpoint(url: string, bearerFile: string | null = null) {
    const plan = enginePlan({
      kind: 'endpoint',
      url,
      bearerFile,
      headers: {},
      proxy: null,
      caFile: null,
      tlsInsecure: false,
    });
    return { plan, engine: await startEngine(plan, run, world) };
  }
  async function failsWith(code: ErrorCode, { plan, engine }: Awaited<ReturnType<typeof start>>): Promise<DynoError> {
    const error = await awaitReady(engine, plan, smallRequest(plan), run, world).then(
      () => assert.fail('it became ready'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DynoError && error.code === code, String(error));
    return error;
  }
  const soon = { readiness: { healthPath: '/health', deadlineS: 1 } };

  test('waits through the loading of the model, then names models and version', async () => {
    const versionFrom = { path: '/v1/models', pointer: '/data/0/id' };
    const { plan, engine } = await start(['--start-delay-ms', '400'], { versionFrom });
    const ready = await awaitReady(engine, plan, smallRequest(plan), run, world);
    assert.deepEqual([ready.models, ready.version, ready.kind], [['sim-model'], 'sim-model', 'process']);
    assert.ok(ready.readyAtMs >= 400);
    assert.deepEqual(await ready.health(), { alive: true });
    await ready.stop();
    assert.equal((await ready.health()).alive, false);
  });

  test('accepts reasoning as a token', async () => {
    const { plan, engine } = await start(['--reasoning-tokens', '50', '--reasoning-field', 'reasoning_content']);
    assert.equal((await awaitReady(engine, plan, smallRequest(plan), run, world)).models.length, 1);
  });

  test('waits for an engine that does not listen yet', async () => {
    const { plan, engine } = await start(['--start-delay-ms', '400', '--start-mode', 'refuse']);
    assert.ok((await awaitReady(engine, plan, smallRequest(plan), run, world)).readyAtMs >= 400);
  });

  test('quotes the log of an engine that dies while it starts', async () => {
    const args = ['--exit-on-start', '--start-delay-ms', '300', '--exit-code', '9'];
    const error = await failsWith('ENGINE_EXITED', await start(args));
    assert.match(error.message, /exit code 9/);
    assert.match(error.detail.join('\n'), /engine core initialization failed/);
  });

  test('gives up at the deadline and says what was missing', async () => {
    const error = await failsWith('READY_TIMEOUT', await start(['--start-delay-ms', '600000'], soon));
    assert.match(error.message, /within 1 s: health .*503/);
  });

  test('refuses a server of another model', async () => {
    const error = await failsWith('WRONG_MODEL', await start(['--fault', 'wrong-model'], {}, 'sim-model'));
    assert.match(error.message, /asked for sim-model, but .* serves /);
  });

  test('does not believe a healthy engine that sends no token', async () => {
    const error = await failsWith('NO_FIRST_TOKEN', await start(['--fault', 'freeze-before'], soon));
    assert.match(error.message, /no token .* within 1 s/);
  });

  test('quotes an engine that refuses the request', async () => {
    assert.match(
      (await failsWith('REQUEST_REJECTED', await start(['--fault', 'http-status=400']))).message,
      /answers 400/,
    );
  });

  test('quotes an error inside a stream that began with 200', async () => {
    await failsWith('REQUEST_REJECTED', await start(['--fault', 'error-event-after=0']));
  });

  test('sends the key of an endpoint from its file, and says when one is wanted', async () => {
    const { engine } = await start(['--fault', 'auth-key=secret-1']);
    // The server is up before the endpoint is asked: only the key is missing then.
    while (!(await world.http.fetch(`${engine.url}/health`, { timeoutMs: 1000 }).catch(() => null)))
      await world.clock.sleep(20);
    const error = await failsWith('ENDPOINT_DENIED', await endpoint(engine.url));
    assert.match(error.message, /401/);
    const file = join(run.folder, 'key');
    await writeFile(file, 'secret-1\n');
    const withKey = await endpoint(engine.url, file);
    const ready = await awaitReady(withKey.engine, withKey.plan, smallRequest(withKey.plan), run, world);
    assert.equal(ready.kind, 'endpoint');
    await ready.stop();
    assert.deepEqual(await engine.health(), { alive: true }, 'an endpoint is never stopped');
  });

  test('says at once when nobody listens at an endpoint', async () => {
    const gone = await start([]);
    await gone.engine.stop();
    const error = await failsWith('ENDPOINT_REFUSED', await endpoint(gone.engine.url));
    assert.match(error.message, /ECONNREFUSED/);
  });

  test('ends with the reason of the stop when the run is stopped', async () => {
    const { plan, engine } = await start(['--start-delay-ms', '600000']);
    const stop = new AbortController();
    const waiting = awaitReady(engine, plan, smallRequest(plan), run, { ...world, stop: stop.signal });
    stop.abort(new DynoError('INTERRUPTED', 'stopped by a test'));
    await assert.rejects(waiting, { code: 'INTERRUPTED' });
  });
});
