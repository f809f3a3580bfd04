import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cachePurpose, purposeLabel } from '../domain/labels.ts';
import {
  enginePlan,
  makeProbeImage,
  probeImage,
  removeRun,
  type TestRun,
  testRun,
} from '../testing/docker-fixtures.ts';
import { testWorld } from '../testing/test-world.ts';
import { resolveCompose } from './resolve-compose.ts';
import { translate } from './translate.ts';

type Inspect = { [key: string]: unknown };

const world = testWorld();

async function docker(args: string[], env: Record<string, string> = {}): Promise<string> {
  const result = await world.processes.run('docker', args, { env });
  assert.equal(result.exitCode, 0, `docker ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}

function sorted(list: unknown[] | null): unknown[] | null {
  return list && [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** What `inspect` says, without what must differ: names, ids, labels, ports, the network. */
async function comparable(id: string): Promise<Inspect> {
  const { Config, HostConfig, Mounts, Path, Args } = JSON.parse(await docker(['inspect', id]))[0];
  const { Hostname, Labels, ExposedPorts, Env, ...config } = Config;
  const { NetworkMode, PortBindings, ...host } = HostConfig;
  const kept = { ...config, Env: sorted(Env) };
  // Compose takes these from maps: their order changes from call to call.
  const { Binds, Ulimits } = host;
  const ordered = { ...host, Binds: sorted(Binds), Ulimits: sorted(Ulimits) };
  return { Path, Args, Config: kept, HostConfig: ordered, Mounts: sorted(Mounts) };
}

// Every engine, and the exporter beside it: the service's image variable set to a tiny image, so that GPU engines can be created here too.
const services = [
  { name: 'sim', variables: {} },
  { name: 'llamacpp', variables: {} },
  { name: 'vllm', variables: { DYNO_VLLM_IMAGE: probeImage } },
  { name: 'sglang', variables: { DYNO_SGLANG_IMAGE: probeImage } },
  { name: 'trtllm', variables: { DYNO_TRTLLM_IMAGE: probeImage } },
  { name: 'trtllm-engine', variables: { DYNO_TRTLLM_ENGINE_IMAGE: probeImage } },
  { name: 'dcgm-exporter', variables: { DYNO_DCGM_EXPORTER_IMAGE: probeImage } },
  { name: 'transformers', variables: { DYNO_TRANSFORMERS_IMAGE: probeImage } },
];

describe('the container of a run is the one that docker compose makes', () => {
  let run: TestRun;
  /** Caches that are here already stay; those that this test makes go. */
  let caches: Set<string>;
  const made = new Set<string>();
  before(async () => {
    await makeProbeImage(world);
    run = await testRun(world);
    caches = new Set((await world.docker.listLabelled(`${purposeLabel}=${cachePurpose}`)).map(({ name }) => name));
  });
  after(async () => {
    assert.deepEqual(await removeRun(run, world.docker), []);
    for (const name of made) await world.docker.removeVolume(name);
  });

  for (const { name, variables } of services) {
    test(`${name}: inspect differs only in names, labels, network and ports`, async (t) => {
      const plan = enginePlan({ kind: 'container', composeFile: `compose/${name}.yaml`, service: name, variables });
      assert.ok(plan.target.kind === 'container');
      const definition = await resolveCompose(plan.target, world);
      const part = { prefix: `dyno-${run.id}-${name}`, labels: run.labels, port: 8000, cpuSet: null };
      const { body, volumes } = translate(definition, part);
      for (const volume of volumes) {
        if (!caches.has(volume.name)) made.add(volume.name);
        await world.docker.createVolume(volume.name, volume.labels);
      }
      const ours = await world.docker.createContainer(part.prefix, body);

      // compose.yaml is what a person uses; it gives each file its image.
      const project = ['compose', '-p', part.prefix, '-f', `${world.root}/compose.yaml`, '--profile', name];
      t.after(() => docker([...project, 'down', '--timeout', '1'], variables));
      await docker([...project, 'create', '--no-build', '--pull', 'never', name], variables);
      const theirs = await docker([...project, 'ps', '--all', '--quiet', name], variables);

      assert.deepEqual(await comparable(ours), await comparable(theirs));
    });
  }
});
