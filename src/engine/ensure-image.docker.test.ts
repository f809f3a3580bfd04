import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { removeRun, testRun, worldWithCompose } from '../testing/docker-fixtures.ts';
import { startRegistry } from '../testing/registry.ts';
import { testWorld } from '../testing/test-world.ts';
import { ensureImage } from './ensure-image.ts';
import { openInstallLog } from './install-log.ts';
import { resolveCompose } from './resolve-compose.ts';

const base = testWorld();

async function removeImage(reference: string): Promise<void> {
  await base.processes.run('docker', ['image', 'rm', '--force', reference]);
}

describe('an image from a registry', () => {
  for (const form of ['tag', 'digest', 'tag and digest'] as const) {
    test(`is pulled by ${form}, and its digest is known afterwards and when it is here already`, async (t) => {
      const registry = await startRegistry(t);
      const run = await testRun(base);
      t.after(() => removeRun(run, base.docker));
      const tag = form === 'digest' ? '' : ':1.0';
      const reference = `${registry.repository}${tag}${form === 'tag' ? '' : `@${registry.digest}`}`;
      t.after(() => removeImage(reference));
      // As a user pins it: by the variable of the image, through Compose itself.
      const world = await worldWithCompose(run, [], '$' + '{DYNO_SIM_IMAGE:?none}');
      const target = { kind: 'container', composeFile: 'compose/sim.yaml', service: 'sim' } as const;
      const { service } = await resolveCompose({ ...target, variables: { DYNO_SIM_IMAGE: reference } }, world);
      assert.equal(service.image, reference);
      const log = await openInstallLog(run, world);
      const pulled = await ensureImage(service.image, log, run, world);
      assert.deepEqual([pulled.reference, pulled.digest], [reference, registry.digest]);
      assert.deepEqual(await ensureImage(service.image, log, run, world), pulled);
      await log.close();
    });
  }

  test('is not pulled when the run is offline', async (t) => {
    const registry = await startRegistry(t);
    const run = await testRun(base);
    t.after(() => removeRun(run, base.docker));
    const log = await openInstallLog(run, base);
    const pull = ensureImage(`${registry.repository}:1.0`, log, run, base, false);
    await assert.rejects(pull, { code: 'OFFLINE_MISSING', message: /dyno-test\/empty:1\.0 is not on this machine/ });
    await log.close();
  });

  test('of another digest than the one that was pinned is refused', async (t) => {
    const registry = await startRegistry(t);
    const run = await testRun(base);
    t.after(() => removeRun(run, base.docker));
    const log = await openInstallLog(run, base);
    const pinned = `${registry.repository}@sha256:${'0'.repeat(64)}`;
    await assert.rejects(ensureImage(pinned, log, run, base), { code: 'IMAGE_PULL_FAILED' });
    await log.close();
  });
});
