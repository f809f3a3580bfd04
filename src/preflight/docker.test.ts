import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { askCompose, isAtLeast } from './docker.ts';

test('versions are compared as numbers, not as text', () => {
  for (const [version, oldest, expected] of [
    ['2.26.1', '2.26.1', true],
    ['2.40.3', '2.26.1', true],
    ['2.9.0', '2.26.1', false],
    ['2.26.0', '2.26.1', false],
    ['5.5', '2.26.1', true],
    ['2', '2.26.1', false],
    ['24.0.0', '24.0.0', true],
    ['', '2.26.1', false],
  ] as const) {
    assert.equal(isAtLeast(version, oldest), expected, `${version} >= ${oldest}`);
  }
});

test('an absent, an old and a distribution-packaged Compose plugin are told apart', async () => {
  const world = testWorld();
  const answering = (exitCode: number, stdout: string, stderr = '') => ({
    processes: { ...world.processes, run: async () => ({ exitCode, stdout, stderr }) },
  });
  assert.deepEqual(await askCompose(answering(0, '2.40.3-3\n')), { version: '2.40.3' });
  assert.deepEqual(await askCompose(answering(0, 'v2.26.1\n')), { version: '2.26.1' });
  const old = await askCompose(answering(0, '2.20.0\n'));
  assert.match('message' in old ? old.message : '', /found: 2\.20\.0/);
  const none = await askCompose(answering(1, '', "docker: 'compose' is not a docker command.\nSee 'docker --help'"));
  assert.match('message' in none ? none.message : '', /not a docker command/);
  const noDocker = { processes: { ...world.processes, run: () => world.processes.run('no-such-docker', []) } };
  const nothing = await askCompose(noDocker);
  assert.match('message' in nothing ? nothing.message : '', /no docker command/);
});
