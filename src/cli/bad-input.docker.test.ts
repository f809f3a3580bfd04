import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ErrorCode } from '../errors.ts';
import { openDockerGate } from '../testing/docker-gate.ts';
import { assertFailed } from '../testing/nothing-left.ts';
import { bench, makePlace, runFolders } from '../testing/program.ts';
import { testWorld } from '../testing/test-world.ts';

const sim = ['--engine', 'sim', '--test', 'low_latency', '--limit', '2'];

/** What a user may type wrong: seen before anything is created, so that not even a run folder is made. */
const typed: { name: string; args: string[]; code: ErrorCode; words: RegExp[] }[] = [
  {
    name: 'an unknown flag',
    args: ['--engin', 'sim'],
    code: 'USAGE',
    words: [/no flag --engin; did you mean --engine/],
  },
  { name: 'an unknown engine', args: ['--engine', 'vlm'], code: 'UNKNOWN_ENGINE', words: [/"vlm"/, /llamacpp/, /sim/] },
  {
    name: 'an unknown model',
    args: ['--engine', 'sim', '--model', 'gpt-9'],
    code: 'UNKNOWN_MODEL',
    words: [/"gpt-9"/, /sim-model/],
  },
  {
    name: 'a model that the engine does not serve',
    args: ['--engine', 'sim', '--model', 'dyno-1m'],
    code: 'UNKNOWN_MODEL',
    words: [/sim does not serve "dyno-1m"/],
  },
  {
    name: 'an unknown test',
    args: ['--engine', 'sim', '--test', 'speed'],
    code: 'CONFIG_INVALID',
    words: [/no test "speed"/, /low_latency/],
  },
  {
    name: 'an unknown suite',
    args: ['--engine', 'sim', '--suite', 'slow'],
    code: 'CONFIG_INVALID',
    words: [/no suite "slow"/, /quick/],
  },
  {
    name: 'an unknown suite key',
    args: [...sim, '--set', 'tests.low_latency.reqests=5'],
    code: 'CONFIG_INVALID',
    words: [/unknown key tests\.low_latency\.reqests/],
  },
  {
    name: 'a value of the wrong type',
    args: [...sim, '--set', 'tests.low_latency.requests=many'],
    code: 'CONFIG_INVALID',
    words: [/tests\.low_latency\.requests: .*number.*"many"/],
  },
  {
    name: 'concurrency 0 as a flag',
    args: [...sim, '--concurrency', '0'],
    code: 'USAGE',
    words: [/--concurrency 0: expected a whole number of at least 1/],
  },
  {
    name: 'concurrency 0 by --set',
    args: [...sim, '--set', 'tests.low_latency.concurrency=0'],
    code: 'CONFIG_INVALID',
    words: [/tests\.low_latency\.concurrency/],
  },
  {
    name: 'several mistakes, all told at once',
    args: ['--engine', 'vlm', '--test', 'speed', '--set', 'seed=x'],
    code: 'UNKNOWN_ENGINE',
    words: [/"vlm"/, /"speed"/, /seed: .*"x"/],
  },
  {
    name: 'a data set that does not exist',
    args: [...sim, '--set', 'dataset.prompts=poems'],
    code: 'DATASET_INVALID',
    words: [/no data set "poems"/],
  },
  {
    name: 'an endpoint that is no URL',
    args: ['--endpoint', 'localhost:8000'],
    code: 'USAGE',
    words: [/--endpoint localhost:8000: give a URL/],
  },
  {
    name: 'a key file that does not exist',
    args: ['--endpoint', 'http://127.0.0.1:9', '--key-file', '/nonexistent/key'],
    code: 'USAGE',
    words: [/--key-file \/nonexistent\/key: there is no such file/],
  },
];

describe('what is typed wrong is told before anything starts', { concurrency: 2 }, () => {
  for (const { name, args, code, words } of typed) {
    test(`${name}: ${code}`, async (t) => {
      const place = makePlace(t);
      const ended = await bench(args, place);
      await assertFailed(ended, code, ...words);
      assert.equal(ended.stdout, '');
      assert.deepEqual(runFolders(place), []);
    });
  }
});

/** As root, permission bits count only for a program without this capability; anybody else obeys them anyway. */
const obeysPermissions =
  testWorld().host.uid === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

describe('a machine that does not fit is told', { concurrency: 2 }, () => {
  test('no Docker Engine at the address given: DOCKER_UNREACHABLE', async (t) => {
    const place = makePlace(t);
    const ended = await bench(sim, place, { env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } });
    await assertFailed(ended, 'DOCKER_UNREACHABLE', /unix:\/\/\/nonexistent\/docker\.sock/);
    assert.deepEqual(runFolders(place), []);
  });

  test('a Docker socket without permission: DOCKER_DENIED', async (t) => {
    const place = makePlace(t);
    const gate = await openDockerGate(place.folder, t);
    chmodSync(gate.socketPath, 0);
    const ended = await bench(sim, place, { env: { DOCKER_HOST: gate.host }, wrapper: obeysPermissions });
    await assertFailed(ended, 'DOCKER_DENIED', /refuses this user/);
    assert.deepEqual(runFolders(place), []);
  });

  test('an image of ours that was never built: IMAGE_MISSING', async (t) => {
    const ended = await bench(sim, makePlace(t), { env: { DYNO_SIM_IMAGE: 'dyno/nothing:1' } });
    await assertFailed(ended, 'IMAGE_MISSING', /dyno\/nothing:1/, /make setup/);
  });
});

describe('a results folder that cannot be written is told', { concurrency: 2 }, () => {
  test('a file in its place: RESULTS_WRITE_FAILED', async (t) => {
    const place = makePlace(t);
    writeFileSync(place.resultsDir, 'a file\n');
    await assertFailed(await bench(sim, place), 'RESULTS_WRITE_FAILED', new RegExp(place.resultsDir));
  });

  test('a file in the place of its parent: RESULTS_WRITE_FAILED', async (t) => {
    const place = makePlace(t);
    writeFileSync(join(place.folder, 'file'), '');
    const inside = { ...place, resultsDir: join(place.folder, 'file', 'results') };
    await assertFailed(await bench(sim, inside), 'RESULTS_WRITE_FAILED', new RegExp(inside.resultsDir));
  });

  for (const [name, mode] of [
    ['write', 0o555],
    ['look', 0o000],
  ] as const) {
    test(`no permission to ${name} there: RESULTS_WRITE_FAILED`, async (t) => {
      const place = makePlace(t);
      mkdirSync(place.resultsDir, { mode });
      const ended = await bench(sim, place, { wrapper: obeysPermissions });
      await assertFailed(ended, 'RESULTS_WRITE_FAILED', new RegExp(place.resultsDir));
      assert.deepEqual(runFolders(place), []);
    });
  }
});
