import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerClient } from '../docker/client.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import { imagesFile } from '../domain/images-file.ts';
import { runLabel, runLabels } from '../domain/labels.ts';
import type { Plan, Target } from '../domain/plan.ts';
import { dropAnchor } from '../domain/run-clock.ts';
import type { LedgerEntry, RunContext, RunEvent } from '../domain/run-context.ts';
import type { World } from '../world.ts';
import { exampleApi } from './example-api.ts';
import { testWorld } from './test-world.ts';

/** A run for tests: its folder is temporary, what it records and says is kept. */
export type TestRun = RunContext & { recorded: LedgerEntry[]; events: RunEvent[]; said: string[] };

let runCount = 0;

export async function testRun(world: World): Promise<TestRun> {
  runCount += 1;
  const id = `test-${world.host.pid}-${runCount}`;
  const startTicks = world.processes.startTicks(world.host.pid) ?? '0';
  const clock = dropAnchor(world.clock);
  const recorded: LedgerEntry[] = [];
  const events: RunEvent[] = [];
  const said: string[] = [];
  return {
    id,
    folder: await mkdtemp(join(tmpdir(), 'dyno-test-')),
    labels: runLabels(id, { host: world.host.hostname, pid: world.host.pid, startTicks }),
    ledger: { record: async (entry) => void recorded.push(entry) },
    clock,
    elapsedMs: () => world.clock.monotonicMs() - clock.monotonicMs,
    note: (event) => void events.push(event),
    say: (line) => void said.push(line),
    ...{ recorded, events, said },
  };
}

/** Removes everything a test's run made; returns what is still labelled afterwards: it must be nothing. */
export async function removeRun(run: RunContext, docker: DockerClient): Promise<string[]> {
  const label = `${runLabel}=${run.id}`;
  for (const { kind, id } of await docker.listLabelled(label)) {
    if (kind === 'container') await docker.removeContainer(id);
    if (kind === 'network') await docker.removeNetwork(id);
    if (kind === 'volume') await docker.removeVolume(id);
  }
  await rm(run.folder, { recursive: true, force: true });
  return (await docker.listLabelled(label)).map(({ kind, name }) => `${kind} ${name}`);
}

const engine: EngineDefinition = {
  name: 'sim',
  title: 'test engine',
  needs: 'cpu',
  proven: true,
  simulated: true,
  service: 'sim',
  port: 8000,
  readiness: { healthPath: '/health', deadlineS: 30 },
  models: ['sim-model'],
  api: exampleApi,
  entrypoint: [],
  hostMemoryPerWeights: null,
  settings: {},
  facts: {},
  metrics: { path: '/metrics', format: 'none', names: {}, histograms: {}, required: [], instead: null },
  startup: [],
  startupTold: {},
  versionFrom: null,
  resetPrefixCache: null,
  profile: { unsupported: 'it computes nothing' },
  quirks: [],
};

/** What the stages engine and readiness read of a plan; the parts that they never read are left out. */
export function enginePlan(target: Target, change: Partial<EngineDefinition> = {}, servedModel = 'sim-model'): Plan {
  return { engine: { ...engine, ...change }, target, servedModel } as Plan;
}

/** A tiny image of Docker's own static init, which is on every machine with an engine. */
export const probeImage = 'dyno-test-probe:1';

/** Makes the probe image, without a registry. */
export async function makeProbeImage(world: World): Promise<void> {
  if ((await world.docker.inspectImage(probeImage)) !== null) return;
  const script = `tar -C "$(dirname "$(command -v docker-init)")" -ch docker-init | docker import -c 'ENTRYPOINT ["/docker-init"]' - ${probeImage}`;
  const result = await world.processes.run('sh', ['-c', script]);
  if (result.exitCode !== 0) throw new Error(`cannot make ${probeImage}: ${result.stderr}`);
}

const base = testWorld();

/** A World whose repository holds nothing but compose/sim.yaml: the simulator with these lines added to its service. */
export async function worldWithCompose(run: RunContext, lines: string[], image = 'dyno/sim:dev'): Promise<World> {
  const root = join(run.folder, 'repository');
  const service = [`image: ${image}`, ...lines].map((line) => `    ${line}\n`).join('');
  await mkdir(join(root, 'compose'), { recursive: true });
  await writeFile(join(root, 'compose', 'sim.yaml'), `name: dyno\nservices:\n  sim:\n${service}`);
  await writeFile(join(root, imagesFile), '');
  return { ...base, root };
}

/** The service of `worldWithCompose`. */
export const simTarget: Target = { kind: 'container', composeFile: 'compose/sim.yaml', service: 'sim', variables: {} };

/** A small request to the simulator, as readiness is given one. */
export function smallRequest({ servedModel }: Plan): { path: string; body: Record<string, unknown> } {
  const messages = [{ role: 'user', content: 'Say hello.' }];
  return { path: '/v1/chat/completions', body: { model: servedModel, messages, max_tokens: 16, stream: true } };
}
