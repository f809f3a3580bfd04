import { join, relative, resolve } from 'node:path';
import { type Comparison, comparisonSchema, comparisonSourceSchema } from '../domain/comparison.ts';
import { noFigure } from '../domain/figure.ts';
import { writeComparison } from '../report/comparison/write-comparison.ts';
import { checkEachOnce, readFinished } from '../results/read-finished.ts';
import { readDocument } from '../results/read-run.ts';
import { createRunFolder } from '../results/run-folder.ts';
import { writeJson } from '../results/write-json.ts';
import { type ComparisonHead, compare } from '../stats/comparison/compare.ts';
import type { World } from '../world.ts';

/** A comparison on disk. */
export type WrittenComparison = { folder: string; comparison: Comparison; html: string };

const fileName = 'summary.json';
/** The same document under the name that other harnesses give it; byte for byte the same. */
const otherName = 'benchmark_summary.json';

/** Writes summary.json and the pages of a comparison of these run folders (absolute paths). */
async function write(folder: string, runs: string[], head: ComparisonHead, world: World): Promise<WrittenComparison> {
  const inputs = [];
  for (const run of runs) inputs.push({ folder: relative(folder, run), ...(await readFinished(run, world)) });
  const comparison = compare(inputs, head);
  for (const name of [otherName, fileName]) await writeJson(join(folder, name), comparisonSchema, comparison, world);
  const results = inputs.flatMap(({ folder: path, run, result }) =>
    result === null ? [] : [{ folder: path, round: run.sequence?.round ?? 1, result }],
  );
  return { folder, comparison, html: await writeComparison(folder, comparison, results, world) };
}

/**
 * Makes a comparison folder `DATE_comparison` from run folders; reads them and changes nothing in them.
 * Throws RUN_FOLDER_INVALID (no run, broken, going on), RESULTS_WRITE_FAILED.
 */
export async function compareRuns(
  runs: string[],
  head: Omit<ComparisonHead, 'createdAt'>,
  resultsDir: string,
  world: World,
): Promise<WrittenComparison> {
  // Before a folder is made: a wrong path must not leave an empty one.
  const found = [];
  for (const run of runs) found.push({ folder: run, ...(await readFinished(run, world)) });
  checkEachOnce(found);
  const folder = await createRunFolder(resultsDir, 'comparison', world);
  return write(folder, runs, { ...head, createdAt: world.clock.now().toISOString() }, world);
}

/** Whether a folder is a comparison: it has a summary.json and is no run. */
export async function isComparison(folder: string, world: Pick<World, 'files'>): Promise<boolean> {
  const [summary, run] = await Promise.all(
    [fileName, 'run.json'].map((name) => world.files.exists(join(folder, name))),
  );
  return summary === true && run !== true;
}

/** Makes a comparison again from the run folders that it names. Throws RUN_FOLDER_INVALID where one is gone. */
export async function remakeComparison(folder: string, world: World): Promise<WrittenComparison> {
  const {
    engines,
    version: _version,
    ...head
  } = await readDocument(join(folder, fileName), comparisonSourceSchema, world);
  const runs = engines.flatMap((engine) => engine.runs.map((run) => resolve(folder, run.folder)));
  const absent = engines
    .filter((engine) => engine.runs.length === 0)
    .map((engine) => ({ ...engine, runs: [], startupMs: noFigure }));
  return write(folder, runs, { ...head, absent }, world);
}
