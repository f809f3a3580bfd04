import type { Comparison } from '../../domain/comparison.ts';
import { reasonPlaces, verdictCounts, verdictReasons } from '../../domain/verdict-reasons.ts';
import type { ComparedResult } from './csv.ts';
import { runLink } from './run-link.ts';

/** Each engine's runs: how many cells have which verdict, and each broken rule once with what was measured. */
export function validityRows({ engines }: Comparison, results: ComparedResult[]) {
  return engines.flatMap(({ engine, runs }) =>
    runs.flatMap(({ folder, round, validity }) => {
      const result = results.find((one) => one.folder === folder)?.result;
      if (result === undefined || validity === null) return [];
      const verdicts = Object.values(result.benchmarks)
        .flat()
        .map(({ verdict }) => verdict);
      return {
        engine: runs.length === 1 ? engine : `${engine}, round ${round}`,
        state: validity,
        counts: verdictCounts(verdicts),
        href: runLink(folder, 'validity'),
        reasons: verdictReasons(verdicts).map((reason) => ({ ...reason, places: reasonPlaces(reason) })),
      };
    }),
  );
}
