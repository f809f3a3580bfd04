import { enginePackages } from '../../domain/engine-packages.ts';
import type { EngineResult } from '../../domain/engine-result.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Run } from '../../domain/run.ts';
import { bytes, count, duration, instant } from '../format.ts';
import { hardwareLine, kernelLine, systemLine } from './machine.ts';
import { startupLine } from './startup.ts';

/** The first digits of a hash are enough to tell two apart. */
function short(hash: string | null): string {
  return hash === null ? 'sha256 unknown' : `sha256 ${hash.slice(0, 12)}`;
}

/** One more part of a line, or nothing. */
function known(value: string | null, name = ''): string {
  return value === null ? '' : `, ${name}${value}`;
}

function dockerLine({ docker }: Environment): string | null {
  if (docker === null) return null;
  return `${docker.version}, API ${docker.apiVersion}, Compose ${docker.composeVersion ?? 'unknown'}${known(docker.runtime)}${known(docker.storageDriver)}${known(docker.cgroup, 'cgroup ')}`;
}

/** What runs inside the engine, as its container's packages tell. */
function insideLine({ engine: { python } }: Environment): string | null {
  if (python === null) return null;
  const named = enginePackages.flatMap((name) => {
    const version = python.packages[name];
    const cuda = name === 'torch' && python.torchCuda !== null ? ` (built for CUDA ${python.torchCuda})` : '';
    return version === undefined ? [] : [`${name} ${version}${cuda}`];
  });
  return [`Python ${python.version}`, ...named].join(', ');
}

/** Containers that stood beside the engine. */
function besideLine({ images }: Environment): string {
  const beside = images.filter(({ purpose }) => purpose !== 'engine');
  return beside.map(({ reference, digest, id }) => `${reference} (${digest ?? id})`).join('; ');
}

function gpuLine({ gpus, cuda }: Environment): string {
  const cards = gpus.map((gpu) => `${gpu.name}, ${bytes(gpu.memoryBytes)}, driver ${gpu.driver ?? 'unknown'}`);
  if (cards.length > 0 && cuda !== null) cards.push(`CUDA of the driver ${cuda}`);
  return cards.join('; ') || 'none: gpu_memory.csv of each cell holds the main memory of the engine instead';
}

/** The length of the run; null while it goes on. */
export function runLength({ startedAt, endedAt }: Run): string | null {
  return endedAt === null ? null : duration(Date.parse(endedAt) - Date.parse(startedAt));
}

/** Variables of the environment that changed the suite; empty where none did. */
function overridesText({ environment: overrides }: EngineResult['config']): string {
  return overrides
    .map(({ variable, value, overruled }) => `${variable}=${value}${overruled ? ' (a flag said otherwise)' : ''}`)
    .join('; ');
}

/** What the machine and the engine were, as named lines; what is not known is left out. */
export function environment({ system, run, config }: EngineResult): { name: string; value: string }[] {
  const { host, loadGenerator, cpuSets } = system;
  const commit = run.gitCommit === null ? '' : ` at ${run.gitCommit.slice(0, 12)}`;
  const used = Object.values(config.datasets).filter((dataset) => dataset !== null);
  const data = used.map((dataset) => `${dataset.name} (${count(dataset.count)}, ${short(dataset.sha256)})`);
  const rows: [string, string | null][] = [
    ['measured on', `${run.owner.host}, ${instant(run.startedAt)}`],
    ['engine', [config.engine.title, system.engine.version].filter(Boolean).join(' ')],
    ['model', [config.model.name, config.model.hubId].filter(Boolean).join(' = ')],
    ['inside the engine', insideLine(system)],
    ['image', run.image === null ? null : `${run.image.reference} (${run.image.digest ?? run.image.id})`],
    ['containers beside it', besideLine(system)],
    ['start-up', startupLine(run)],
    ['requests went to', run.networkPath],
    ['GPU', gpuLine(system)],
    ['processor', hardwareLine(host)],
    ['cores of engine / load generator', `${cpuSets.engine ?? 'all'} / ${cpuSets.loadGenerator ?? 'all'}`],
    ['memory', bytes(host.memoryBytes)],
    ['system', systemLine(host)],
    ['kernel settings', kernelLine(host)],
    ['Docker', dockerLine(system)],
    ['load generator', `${loadGenerator.version} (${short(loadGenerator.sha256)})`],
    ['Dyno', `${run.dynoVersion}${commit}, Node ${system.node}`],
    ['plan', config.hash],
    ['data', data.join('; ')],
    ['from the environment', overridesText(config)],
    ['run took', runLength(run)],
    ['left behind', leftBehind(run)],
  ];
  return rows.flatMap(([name, value]) => (value === null || value === '' ? [] : [{ name, value }]));
}

function leftBehind({ cleanup }: Run): string {
  if (cleanup === null) return 'not checked: the run did not get that far';
  const { clean, checkedAt, containers, networks, volumes, processes } = cleanup;
  if (clean) return `nothing: no container, network, volume or process (checked ${checkedAt})`;
  return [...containers, ...networks, ...volumes, ...processes].join(', ');
}
