import type { EngineResult } from '../domain/engine-result.ts';
import { namedMissing } from '../domain/missing-text.ts';
import { plainText } from '../domain/plain-text.ts';
import { reasonPlaces, verdictCounts, verdictReasons } from '../domain/verdict-reasons.ts';

/** More are not named one by one. */
const mostNamed = 8;

/** Which cells have no figures, and why; empty for a whole run. */
function partialLines({ missing, config }: EngineResult): string[] {
  if (missing.length === 0) return [];
  const named = plainText(namedMissing(missing, mostNamed));
  return [`PARTIAL: ${missing.length} of ${config.cells.length} cells are missing: ${named}`];
}

/** What is missing, the verdict of a run and, each rule once, why it is not VALID: what stands before its figures. */
export function verdictText(result: EngineResult): string {
  const { validity, benchmarks } = result;
  const verdicts = Object.values(benchmarks)
    .flat()
    .map(({ verdict }) => verdict);
  const reasons = verdictReasons(verdicts).map((reason) => {
    const { state, rule, measured, limit, advice } = reason;
    const lines = [`${measured}; limit: ${limit}`, advice].map((line) => `    ${plainText(line)}`);
    return [`  ${state} ${rule} ${plainText(reasonPlaces(reason))}`, ...lines].join('\n');
  });
  const verdict = `verdict: ${validity ?? 'NO RESULT'} (${verdictCounts(verdicts)})`;
  return [...partialLines(result), verdict, ...reasons].join('\n');
}
