import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../domain/comparison.ts';
import { changeFile, copyCheckout } from './checkout.ts';
import { type CleanupList, makePlace, type Place, type Program, type ProgramOptions, startProgram } from './program.ts';
import { readJson } from './run-on-disk.ts';

/** Engines of a sequence: `never` is a simulator that never says that it is ready within this time, seconds. */
export type TestEngines = Record<string, { neverReadyWithinS?: number }>;

/** A place whose checkout has simulators under these names, as a user adds engines. */
export function placeWithEngines(context: CleanupList, engines: TestEngines): Place {
  const outer = makePlace(context);
  const root = copyCheckout(outer.folder);
  for (const [name, { neverReadyWithinS }] of Object.entries(engines)) {
    const file = join(root, 'engines', name, 'engine.yaml');
    mkdirSync(join(root, 'engines', name));
    cpSync(join(root, 'engines', 'sim', 'engine.yaml'), file);
    changeFile(file, 'name: sim', `name: ${name}`);
    changeFile(file, 'title: Simulated engine', `title: Engine ${name}`);
    if (neverReadyWithinS === undefined) continue;
    changeFile(file, 'healthPath: /health, deadlineS: 60', `healthPath: /nothing, deadlineS: ${neverReadyWithinS}`);
  }
  return { ...outer, root };
}

/** `dyno bench-all` with its results in the test's own place: one short test. */
export function startBenchAll(args: string[], place: Place, options: ProgramOptions = {}): Program {
  const own = ['--results-dir', place.resultsDir, '--no-calibration', '--test', 'low_latency', '--limit', '6'];
  return startProgram(['bench-all', ...own, ...args], place, options);
}

/** Folder names of a place's results: runs, then the comparison. */
export function resultNames(place: Place): { runs: string[]; comparisons: string[] } {
  const names = readdirSync(place.resultsDir).sort();
  const isComparison = (name: string) => name.includes('_comparison');
  return { runs: names.filter((name) => !isComparison(name)), comparisons: names.filter(isComparison) };
}

/** The only comparison of a place. */
export function onlyComparison(place: Place): { folder: string; summary: Comparison } {
  const [name, ...others] = resultNames(place).comparisons;
  if (name === undefined || others.length > 0) throw new Error('expected one comparison');
  const folder = join(place.resultsDir, name);
  return { folder, summary: readJson(folder, 'summary.json') as Comparison };
}
