import type { Comparison, Ranking } from '../../domain/comparison.ts';
import type { EngineResult } from '../../domain/engine-result.ts';
import { csvText, resultRows, type Value } from '../results-csv.ts';

/** A result with the run folder that it lies in, relative to the comparison. */
export type ComparedResult = { folder: string; round: number; result: EngineResult };

/** benchmark_results.csv of a comparison: every cell of every run of every engine. */
export function comparedResultsCsv(results: ComparedResult[]): string {
  return csvText(
    results.flatMap(({ folder, round, result }) =>
      resultRows(result).map((row) => ({ ...row, round, run_folder: folder })),
    ),
  );
}

function rankingRows(where: Record<string, Value>, { metric, unit, better, ranked, notRanked }: Ranking) {
  const head = { ...where, metric, unit, better };
  const nothing = { value: null, low: null, high: null, runs: null, starts: null, spread: null, verdict: null };
  return [
    ...ranked.map(({ engine, rank, tiedWith, figure: { value, low, high, runs, starts, spread }, verdict }) => ({
      ...head,
      ...{ rank, engine, value, low, high, runs, starts, spread, verdict },
      tied_with: tiedWith.join(' '),
      not_ranked: null,
    })),
    ...notRanked.map(({ engine, reason }) => ({
      ...head,
      ...{ rank: null, engine, ...nothing },
      tied_with: null,
      not_ranked: reason,
    })),
  ];
}

/** performance_rankings.csv: a line for each engine in each ranking, also for those that are not ranked. */
export function rankingsCsv({ tests }: Comparison): string {
  return csvText(
    tests.flatMap(({ id, test, constraint, level, rankings }) =>
      rankings.flatMap((one) => rankingRows({ test, cells: id, constraint, level }, one)),
    ),
  );
}
