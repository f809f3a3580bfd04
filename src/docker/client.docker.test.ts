import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeProbeImage, probeImage, removeRun, type TestRun, testRun } from '../testing/docker-fixtures.ts';
import { testWorld } from '../testing/test-world.ts';

describe('the client, with a real Docker Engine', () => {
  const world = testWorld();
  const { docker } = world;
  let run: TestRun;
  before(async () => {
    await makeProbeImage(world);
    run = await testRun(world);
  });
  after(async () => {
    assert.deepEqual(await removeRun(run, docker), []);
  });
  const name = (what: string) => `dyno-${run.id}-${what}`;
  const container = (what: string, Cmd: string[], Image = probeImage) =>
    docker.createContainer(name(what), { Image, Cmd, Labels: run.labels });
  /** Until its first line: before it a process takes no signal, and the kernel drops a SIGTERM to the first of a container. */
  const firstLine = async (id: string) => {
    const seen = new AbortController();
    // The container goes on for ever: only the abort can end this.
    await docker.followLogs(id, () => seen.abort(), seen.signal);
    return seen.signal.aborted;
  };

  test('starting, stopping and removing twice is no error', async () => {
    const id = await container('twice', [], 'dyno/sim:dev');
    await docker.start(id);
    await docker.start(id);
    const state = await docker.inspect(id);
    assert.ok(state?.running && state.pid !== null && state.exitCode === null);
    assert.ok(await firstLine(id));
    await docker.stop(id, 5);
    await docker.stop(id, 5);
    assert.deepEqual([(await docker.inspect(id))?.running, (await docker.inspect(id))?.exitCode], [false, 0]);
    await Promise.all([docker.removeContainer(id), docker.removeContainer(id), docker.removeContainer(id)]);
    await docker.removeContainer(id);
    assert.equal(await docker.inspect(id), null);
  });

  test('a network name is taken once, and removing it twice is no error', async () => {
    const id = await docker.createNetwork(name('net'), run.labels);
    const taken = { code: 'ENGINE_START_FAILED', message: /already exists/ };
    await assert.rejects(docker.createNetwork(name('net'), run.labels), taken);
    await docker.removeNetwork(id);
    await docker.removeNetwork(id);
  });

  test('everything with the label is listed, containers first', async () => {
    await docker.createVolume(name('volume'), run.labels);
    await docker.createNetwork(name('listed'), run.labels);
    await container('listed', []);
    const listed = await docker.listLabelled(`dyno.run=${run.id}`);
    assert.deepEqual(
      listed.map((at) => at.kind),
      ['container', 'network', 'volume'],
    );
    assert.ok(listed.every(({ labels }) => labels['dyno.run'] === run.id));
    for (const { kind, id } of listed) {
      if (kind === 'container') await docker.removeContainer(id);
      if (kind === 'network') await docker.removeNetwork(id);
      if (kind === 'volume') await docker.removeVolume(id);
    }
    await docker.removeVolume(name('volume'));
    assert.deepEqual(await docker.listLabelled(`dyno.run=${run.id}`), []);
  });

  test('a log is followed from its first line to the end of the container', async () => {
    const id = await container('log', ['-g', '--', '/docker-init', '--version']);
    await docker.start(id);
    const lines: string[] = [];
    await docker.followLogs(id, (line) => lines.push(line), new AbortController().signal);
    assert.match(lines.join('\n'), /tini version/);
    assert.equal((await docker.inspect(id))?.exitCode, 0);
  });

  test('following ends without an error when it is no longer wanted', async () => {
    const id = await container('unfollow', [], 'dyno/sim:dev');
    await docker.start(id);
    assert.ok(await firstLine(id));
    assert.ok((await docker.inspect(id))?.running);
    await docker.removeContainer(id);
  });

  test('a command inside gives its output, and a missing one an exit code', async () => {
    const id = await container('exec', [], 'dyno/sim:dev');
    await docker.start(id);
    const help = await docker.exec(id, ['/sim', '--help']);
    assert.equal(help.exitCode, 0);
    assert.match(help.output, /--ttft-ms/);
    assert.ok([126, 127].includes((await docker.exec(id, ['nvidia-smi'])).exitCode));
    const use = await docker.use(id);
    assert.ok(use !== null && (use.memoryBytes ?? 0) > 0 && (use.cpuTotalNs ?? 0) > 0);
    await docker.removeContainer(id);
    assert.equal(await docker.use(id), null);
  });

  test('the use of a container that does not run is unknown, not zero', async () => {
    assert.equal(await docker.use(await container('still', [])), null);
  });

  test('a file of a container comes out as a tar, and a missing one is an error', async () => {
    const id = await container('archive', [], 'dyno/sim:dev');
    const pieces: Uint8Array[] = [];
    for await (const piece of await docker.archive(id, '/sim')) pieces.push(piece);
    const tar = Buffer.concat(pieces);
    assert.equal(tar.toString('latin1', 0, 3), 'sim');
    assert.equal(tar.toString('latin1', 257, 262), 'ustar');
    assert.ok(tar.length > 1_000_000, `${tar.length} bytes`);
    await assert.rejects(docker.archive(id, '/no/such/folder'), { code: 'PROFILER_FAILED', message: /no\/such/ });
    await docker.removeContainer(id);
  });

  test('an image that is not here is null', async () => {
    assert.equal(await docker.inspectImage('dyno/nothing:1'), null);
    assert.match((await docker.inspectImage(probeImage))?.id ?? '', /^sha256:/);
  });
});
