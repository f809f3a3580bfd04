// Entry: runs a plan on an engine whose GPU is played (second-docker.ts). Arguments: the file with the plan, the folder
// for results, the file with the state of the GPU. Prints how the run ended, and what nvidia-smi said in the engine's
// container, as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { askContainer } from '../collect/gpu/ask-smi.ts';
import { smiSource } from '../collect/gpu/smi-source.ts';
import type { Plan } from '../domain/plan.ts';
import { runPlan } from '../run/run-plan.ts';
import type { World } from '../world.ts';
import type { FakeGpu } from './second-docker.ts';
import { testWorld } from './test-world.ts';

const [planPath = '', resultsDir = '', statePath = ''] = process.argv.slice(2);

function readState(): FakeGpu {
  return JSON.parse(readFileSync(statePath, 'utf8')) as FakeGpu;
}

/** The way that is taken where dcgm-exporter does not work. */
async function askSmi(containerId: string, world: World) {
  const source = await smiSource([{ words: 'inside', ask: askContainer(containerId, world), device: null }]);
  return { words: source?.words, reading: await source?.read() };
}

let smi: Awaited<ReturnType<typeof askSmi>> | null = null;

/** The real Docker client; what runs in a container is on the GPU until the container is removed. */
function dockerWithGpu(docker: World['docker']): World['docker'] {
  const nobodyOfOurs = readState();
  return {
    ...docker,
    async start(id) {
      await docker.start(id);
      smi ??= await askSmi(id, base);
      const state = readState();
      const uses = { used_memory: '71000', process_name: 'engine' };
      const own = (await docker.pids(id)).map((pid) => ({ pid: String(pid), ...uses }));
      const gpu = { ...state.gpu, 'memory.used': '72000' };
      writeFileSync(statePath, JSON.stringify({ ...state, gpu, apps: [...state.apps, ...own] }));
    },
    async removeContainer(id) {
      await docker.removeContainer(id);
      writeFileSync(statePath, JSON.stringify(nobodyOfOurs));
    },
  };
}

const base = testWorld();
const world = { ...base, docker: dockerWithGpu(base.docker) };
const plan = JSON.parse(readFileSync(planPath, 'utf8')) as Plan;
const settings = { command: [], dynoVersion: '0', calibrates: false, telemetryCostPairs: 0, strict: false };
const options = { resultsDir, ...settings, keyFolder: null, sequence: null };
const { folder, errors } = await runPlan(plan, options, world);
const told = errors.map(({ code, message }) => `${code}: ${message}`);
process.stdout.write(JSON.stringify({ folder, errors: told, shown: base.shown.err, smi }));
