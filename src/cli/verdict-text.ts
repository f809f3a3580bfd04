import type { EngineResult } from '../domain/engine-result.ts';
import { plainText } from '../domain/plain-text.ts';
import { reasonPlaces, verdictCounts, verdictReasons } from '../domain/verdict-reasons.ts';

/** The verdict of a run and, each rule once, why it is not VALID: what stands before its figures. */
export function verdictText({ validity, benchmarks }: EngineResult): string {
  const verdicts = Object.values(benchmarks)
    .flat()
    .map(({ verdict }) => verdict);
  const reasons = verdictReasons(verdicts).map((reason) => {
    const { state, rule, measured, limit, advice } = reason;
    const lines = [`${measured}; limit: ${limit}`, advice].map((line) => `    ${plainText(line)}`);
    return [`  ${state} ${rule} ${plainText(reasonPlaces(reason))}`, ...lines].join('\n');
  });
  return [`verdict: ${validity ?? 'NO RESULT'} (${verdictCounts(verdicts)})`, ...reasons].join('\n');
}
