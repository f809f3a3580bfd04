import { basename, join, resolve } from 'node:path';
import { comparisonSourceSchema } from '../domain/comparison.ts';
import type { Side } from '../domain/difference.ts';
import { workItemSchema } from '../domain/load-plan.ts';
import { plainText } from '../domain/plain-text.ts';
import { type Sample, sampleSchema } from '../domain/sample.ts';
import { DynoError } from '../errors.ts';
import { checkEachOnce, readReported } from '../results/read-finished.ts';
import { readLines } from '../results/read-lines.ts';
import { readDocument } from '../results/read-run.ts';
import type { RunInput } from '../stats/comparison/contestants.ts';
import type { AskedRun } from '../stats/difference/paired-requests.ts';
import { type SingleRun, sideOf, singleRuns } from '../stats/difference/side.ts';
import { withinRun } from '../stats/difference/within-run.ts';
import type { World } from '../world.ts';
import { isComparison } from './compare-runs.ts';

/** A side, and the records of those tests of which it has one run alone, by `id level`. */
export type ReadSide = { side: Side; single: Map<string, AskedRun> };

type Source = { runs: RunInput[]; sequence: string | null; place: string };

async function readRuns(folders: string[], world: World): Promise<RunInput[]> {
  const inputs: RunInput[] = [];
  for (const folder of folders) inputs.push({ folder, ...(await readReported(folder, world)) });
  return inputs;
}

/** Figures of several engines must not become one. Throws USAGE. */
function checkOneEngine(runs: readonly RunInput[]): void {
  const [first] = runs;
  const other = runs.find(({ plan }) => plan.engine.name !== first?.plan.engine.name);
  if (first === undefined || other === undefined) return;
  const names = `${first.plan.engine.name} and ${other.plan.engine.name}`;
  throw new DynoError('USAGE', `${first.folder} and ${other.folder} are runs of different engines, ${names}`, {
    hint: 'join by commas only repeats of one thing; sides are apart by a space',
  });
}

/** A run folder, run folders joined by commas, or a comparison folder: then each of its engines is a source. */
async function sourcesOf(operand: string, world: World): Promise<Source[]> {
  const parts = operand.split(',');
  if (parts.includes('')) throw new DynoError('USAGE', `"${operand}" names a folder without a name`);
  const folders = parts.map((part) => resolve(part));
  const [first] = folders as [string];
  if (folders.length > 1 || !(await isComparison(first, world))) {
    const runs = await readRuns(folders, world);
    checkOneEngine(runs);
    return [{ runs, sequence: null, place: folders.map((one) => basename(one)).join(',') }];
  }
  const { engines } = await readDocument(join(first, 'summary.json'), comparisonSourceSchema, world);
  const sources: Source[] = [];
  for (const { engine, state, why } of engines.filter((one) => one.state !== 'measured')) {
    world.terminal.err(
      `${plainText(`${engine} is left out: ${state === 'failed' ? 'it failed' : 'not run'}: ${why}`)}\n`,
    );
  }
  for (const { engine, runs } of engines.filter((one) => one.state === 'measured')) {
    const inputs = await readRuns(
      runs.map(({ folder }) => resolve(first, folder)),
      world,
    );
    sources.push({ runs: inputs, sequence: first, place: `${basename(first)} ${engine}` });
  }
  return sources;
}

async function askedRun({ folder, statistics }: SingleRun, world: World): Promise<AskedRun> {
  const place = join(folder, statistics.cell.id);
  const samples: Sample[] = [];
  for await (const entry of readLines(join(place, 'requests.jsonl'), sampleSchema, world)) {
    if ('value' in entry) samples.push(entry.value);
  }
  const items: [string, AskedRun['items'] extends ReadonlyMap<string, infer Meta> ? Meta : never][] = [];
  for await (const entry of readLines(join(place, 'workload.jsonl'), workItemSchema, world)) {
    if ('value' in entry) items.push([entry.value.id, entry.value.meta]);
  }
  return { samples, items: new Map(items) };
}

/** Fills in what chance does within the only run of a test. */
async function withSingles(name: string, side: Side, runs: RunInput[], world: World): Promise<ReadSide> {
  const single = new Map<string, AskedRun>();
  for (const run of singleRuns(name, runs)) {
    const asked = await askedRun(run, world);
    single.set(`${run.id} ${run.level}`, asked);
    const test = side.tests.find(({ id, level }) => id === run.id && level === run.level);
    const found = withinRun(run.statistics, asked.samples, test?.metrics.map((metric) => metric.name) ?? []);
    for (const metric of test?.metrics ?? []) {
      // Tokens/s over whole runs are not drawn anew: ramp and drain happen once.
      metric.within = metric.over === 'whole' ? null : (found.get(metric.name) ?? null);
    }
  }
  return { side, single };
}

async function readSource(name: string, { runs, sequence, place }: Source, world: World): Promise<ReadSide> {
  const side = sideOf(name, runs, sequence);
  if (side === null) {
    throw new DynoError(
      'RUN_FOLDER_INVALID',
      `${place}: no cell was measured to its end, so there is nothing to compare`,
      {
        hint: 'its benchmark_report.md and run.json say what went wrong',
      },
    );
  }
  return withSingles(name, side, runs, world);
}

/** A run that stands on both sides is no comparison: it would pass every gate. Throws USAGE. */
export function checkNotItself(sides: readonly ReadSide[]): void {
  for (const [index, { side }] of sides.entries()) {
    for (const { side: other } of sides.slice(0, index)) {
      const both = other.runs.find((id) => side.runs.includes(id));
      if (both === undefined) continue;
      throw new DynoError('USAGE', `${other.name} and ${side.name} rest on the same run, ${both}: give each run once`);
    }
  }
}

/** What a side is called: its engine; where others have the same, its folder; where even that is shared, the whole path. */
function nameOf(source: Source, all: readonly Source[]): string {
  const isShared = (of: (one: Source) => string) => all.filter((one) => of(one) === of(source)).length > 1;
  const engine = (one: Source) => one.runs[0]?.plan.engine.name ?? '';
  if (!isShared(engine)) return engine(source);
  return isShared(({ place }) => place) ? source.runs.map(({ folder }) => folder).join(',') : source.place;
}

/**
 * Reads the sides of a comparison in the order given. Sides are called by their engine; where two have the same, by their
 * folder. Throws RUN_FOLDER_INVALID.
 */
export async function readSides(operands: readonly string[], world: World): Promise<ReadSide[]> {
  const sources: Source[] = [];
  for (const operand of operands) sources.push(...(await sourcesOf(operand, world)));
  checkEachOnce(sources.flatMap(({ runs }) => runs));
  const sides: ReadSide[] = [];
  for (const source of sources) sides.push(await readSource(nameOf(source, sources), source, world));
  return sides;
}
