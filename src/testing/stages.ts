import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DockerGate, openDockerGate } from './docker-gate.ts';
import { holdFile } from './hold-file.ts';
import { type CleanupList, type Place, type Program, runFolder, startBench } from './program.ts';
import { readSamples, untilState, untilTrue } from './run-on-disk.ts';

/** A program that stands still in a known place, and goes on when released. */
export type Standing = { program: Program; release(): Promise<void> };

/** The only cell of the runs here. */
export const onlyCell = join('low_latency', 'run-1');

type Arrange = (place: Place, gate: DockerGate) => Promise<Standing>;

const nothing = async () => undefined;

function startOne(place: Place, gate: DockerGate, env: Record<string, string> = {}, warmup = 0): Program {
  const args = ['--engine', 'sim', '--test', 'low_latency', '--limit', '4'];
  const noWarmup = ['--set', `tests.low_latency.warmupRequests=${warmup}`];
  return startBench([...args, ...noWarmup], place, { env: { DOCKER_HOST: gate.host, ...env } });
}

/** Stands in the middle of a call to Docker. */
function inCall(call: RegExp, side: 'request' | 'answer'): Arrange {
  return async (place, gate) => {
    const held = gate.hold(call, side);
    const program = startOne(place, gate);
    const died = program.ended.then(({ stderr }) => {
      throw new Error(`the program ended before ${call}\n${stderr}`);
    });
    await Promise.race([held.reached, died]);
    died.catch(() => undefined);
    return { program, release: async () => held.release() };
  };
}

async function whileEngineLoads(place: Place, gate: DockerGate): Promise<Standing> {
  const program = startOne(place, gate, { SIM_START_DELAY_MS: '600000' });
  const folder = await untilState(program, 'starting');
  await untilTrue(program, 'the log of the engine', () => existsSync(join(folder, 'engine.log')));
  return { program, release: nothing };
}

/** Readiness asks first, then the validation; the third request, of the warm-up, never gets an answer. */
async function whileWarming(place: Place, gate: DockerGate): Promise<Standing> {
  const program = startOne(place, gate, { SIM_FAULT: 'freeze-before', SIM_FAULT_EVERY: '3' }, 2);
  const folder = await untilState(program, 'warming');
  await untilTrue(program, 'k6 at work', () => existsSync(join(folder, onlyCell, 'warmup', 'requests.jsonl')));
  return { program, release: nothing };
}

/** Two measured requests end well, the third, fifth of all, never gets an answer. */
async function whileLoading(place: Place, gate: DockerGate): Promise<Standing> {
  const program = startOne(place, gate, { SIM_FAULT: 'freeze-before', SIM_FAULT_EVERY: '5' });
  const folder = await untilState(program, 'loading');
  await untilTrue(program, 'two samples', () => readSamples(folder, onlyCell).length >= 2);
  return { program, release: nothing };
}

async function whileAnalysing(place: Place, gate: DockerGate): Promise<Standing> {
  // The load lasts four seconds, while which the file is exchanged.
  const program = startOne(place, gate, { SIM_TTFT_MS: '1000' });
  const folder = await untilState(program, 'loading');
  const file = join(folder, onlyCell, 'host.csv');
  await untilTrue(program, file, () => existsSync(file));
  const release = holdFile(file, place.folder);
  await untilState(program, 'analysing');
  return { program, release };
}

async function whileReporting(place: Place, gate: DockerGate): Promise<Standing> {
  const { program, release } = await inCall(/^DELETE .*\/containers\//, 'request')(place, gate);
  const letGo = holdFile(join(runFolder(place), onlyCell, 'metrics.csv'), place.folder);
  await release();
  await untilState(program, 'reporting');
  return { program, release: letGo };
}

const arrangements = {
  'preflight, asking Docker for its version': inCall(/^GET .*\/version/, 'answer'),
  'starting, its network just created': inCall(/^POST .*\/networks\/create/, 'answer'),
  'starting, its container just created': inCall(/^POST .*\/containers\/create/, 'answer'),
  'starting, the engine loading': whileEngineLoads,
  'ready, looking into the container': inCall(/^POST .*\/containers\/[^/]+\/exec/, 'request'),
  warming: whileWarming,
  loading: whileLoading,
  analysing: whileAnalysing,
  cleaning: inCall(/^DELETE .*\/containers\//, 'request'),
  reporting: whileReporting,
} as const satisfies Record<string, Arrange>;
export type StageName = keyof typeof arrangements;
export const stageNames = Object.keys(arrangements) as StageName[];

/** Brings a real run to a stage and leaves it standing there, whatever the speed of the machine. */
export async function bringTo(stage: StageName, place: Place, context: CleanupList): Promise<Standing> {
  return arrangements[stage](place, await openDockerGate(place.folder, context));
}
