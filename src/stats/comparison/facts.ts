import type { Difference } from '../../domain/comparison.ts';
import type { EngineResult } from '../../domain/engine-result.ts';
import type { Cell } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';

/** Packages that engines have in common, so that a difference between two engines may come from these. */
const sharedPackages = ['torch', 'CUDA of torch', 'triton', 'transformers', 'flashinfer-python', 'xgrammar'] as const;

/** Named facts as texts: what is equal is the same, what is unknown is "unknown". */
export type Facts = Record<string, string>;

/** A value as facts, one for each leaf: { a: { b: 1 } } -> { "a.b": "1" }. */
function leaves(path: string, value: unknown): Facts {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [path]: textOf(value) };
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => leaves(`${path}.${key}`, inner)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** What the suite asked of an engine as a whole. */
export function workFacts({ config }: Pick<EngineResult, 'config'>): Facts {
  const { model, suite, datasets, caseLists } = config;
  const data = Object.entries(datasets).flatMap(([use, set]) =>
    set === null ? [] : [[`data.${use}`, `${set.name} ${set.sha256?.slice(0, 12) ?? 'sha256 unknown'}`]],
  );
  return {
    model: model.hubId ?? model.name,
    seed: String(suite.seed),
    ...leaves('slo', suite.slo),
    ...leaves('engine', suite.engine),
    ...Object.fromEntries(data),
    ...Object.fromEntries(caseLists.map(({ test, sha256 }) => [`cases of ${test}`, sha256.slice(0, 12)])),
  };
}

/** What a cell asked: all of it but its name and which repeat it is. Points of a sweep stand in the keys they change. */
export function cellFacts(cell: Cell): Facts {
  const { id: _id, repeat: _repeat, seed: _seed, point: _point, test, ...work } = cell;
  return leaves(`tests.${test}`, work);
}

/** The hardware: figures of different machines say nothing about engines. */
export function machineFacts({ system: { host, gpus } }: Pick<EngineResult, 'system'>): Facts {
  return {
    processor: host.cpuModel ?? 'unknown',
    cores: String(host.cpus),
    GPU: gpus.map(({ name }) => name).join(', ') || 'none',
  };
}

/** Addresses and ports are chosen anew for each run. */
function pathInGeneral(networkPath: string | null): string {
  return networkPath?.replaceAll(/\d+(?:[.:]\d+)*/g, '…') ?? 'unknown';
}

/** What runs inside an engine, package by package. */
function insideFacts({ python }: EngineResult['system']['engine']): Facts {
  const versions: Record<string, string | null | undefined> = {
    ...python?.packages,
    'CUDA of torch': python?.torchCuda,
  };
  const missing = python === null ? 'unknown' : 'none';
  return Object.fromEntries(sharedPackages.map((name) => [`${name} in the engine`, versions[name] ?? missing]));
}

/** What else was around the engine. */
export function environmentFacts({ system, run }: { system: EngineResult['system']; run: Run }): Facts {
  const { host, gpus, cuda, docker, loadGenerator, cpuSets, engine } = system;
  return {
    system: [host.os, host.kernel, host.virtualised].filter(Boolean).join(', ') || 'unknown',
    'kernel settings': host.kernelSettings?.commandLine?.join(' ') || 'none known',
    'clock source': host.kernelSettings?.clockSource ?? 'unknown',
    'main memory, GiB': (host.memoryBytes / 1024 ** 3).toFixed(1),
    'frequency governor': host.governor ?? 'unknown',
    'GPU driver': gpus.map(({ driver }) => driver ?? 'unknown').join(', ') || 'none',
    'CUDA of the driver': cuda ?? 'unknown',
    Docker: docker === null ? 'none' : `${docker.version}, Compose ${docker.composeVersion ?? 'unknown'}`,
    'cores of the engine': cpuSets.engine ?? 'all',
    'cores of the load generator': cpuSets.loadGenerator ?? 'all',
    'load generator': `${loadGenerator.version}, sha256 ${loadGenerator.sha256?.slice(0, 12) ?? 'unknown'}`,
    Dyno: `${run.dynoVersion}${run.gitCommit === null ? '' : ` at ${run.gitCommit.slice(0, 12)}`}, Node ${system.node}`,
    'requests went to': pathInGeneral(run.networkPath),
    ...insideFacts(engine),
  };
}

/** Facts of several runs or cells as one: where they differ, all values of a name. */
export function joined(all: Facts[]): Facts {
  const names = [...new Set(all.flatMap(Object.keys))];
  return Object.fromEntries(
    names.map((name) => [name, [...new Set(all.flatMap((one) => one[name] ?? []))].join(' and ')]),
  );
}

/** Names of the facts in which two differ; what one of them lacks differs too. */
export function differing(one: Facts, other: Facts): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}

/** Facts of engines -> those that are not the same for all, in the order in which they come. */
export function differences(kind: Difference['kind'], facts: { engine: string; facts: Facts[] }[]): Difference[] {
  const names = new Set(facts.flatMap((one) => one.facts.flatMap(Object.keys)));
  return [...names].flatMap((what) => {
    const values = facts.map(({ engine, facts: all }) => ({
      engine,
      value: [...new Set(all.map((one) => one[what] ?? 'not asked'))].join(' and '),
    }));
    return new Set(values.map(({ value }) => value)).size > 1 ? [{ kind, what, values }] : [];
  });
}
