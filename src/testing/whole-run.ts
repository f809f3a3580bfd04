import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { resultFile } from '../domain/engine-result.ts';
import type { Cell } from '../domain/plan.ts';
import { keepCellHashes, keepRunHashes } from '../results/file-hashes.ts';
import { analyseCell } from '../run/analyse-cell.ts';
import { remakeResult } from '../run/remake-report.ts';
import { exampleCell, exampleClient, exampleItem } from './example-cell.ts';
import { exampleRunInput } from './example-comparison.ts';
import { exampleSamples, measuredExample } from './example-result.ts';
import { testWorld } from './test-world.ts';

const world = testWorld();
const twoCells = [
  exampleCell({ id: 'throughput/run-1', requests: 140 }),
  exampleCell({ id: 'low_latency/run-1', test: 'low_latency', requests: 140 }),
];

/** Writes all that a small run leaves, as a run does: samples, hashes, verdicts, result. Gives its path. */
export async function writeWholeRun(resultsDir: string, name: string, cells: Cell[] = twoCells): Promise<string> {
  const folder = join(resultsDir, name);
  const samples = exampleSamples(140);
  const lines = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const { run, plan, result } = exampleRunInput(
    name,
    cells.map((cell) => measuredExample(cell, samples)),
  );
  for (const { id } of cells) {
    mkdirSync(join(folder, id), { recursive: true });
    writeFileSync(join(folder, id, 'requests.jsonl'), lines(samples));
    writeFileSync(join(folder, id, 'workload.jsonl'), lines(samples.map((sample) => exampleItem(sample.id))));
    writeFileSync(join(folder, id, 'client.json'), JSON.stringify(exampleClient(samples)));
    await keepCellHashes(join(folder, id), world);
  }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(join(folder, 'plan.yaml'), stringify(plan));
  writeFileSync(join(folder, 'env.json'), JSON.stringify(result?.system));
  for (const cell of cells) await analyseCell(cell, plan, { folder, clock: run.clock }, world);
  await remakeResult(folder, world);
  await keepRunHashes(folder, resultFile(plan), world);
  return folder;
}
