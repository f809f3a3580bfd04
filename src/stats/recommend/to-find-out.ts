import type { Finding, Recommendation } from '../../domain/recommendation.ts';

/** Reasons why an engine is not ranked -> what to do about it. */
const remedies: [RegExp, string][] = [
  [/^INVALID/, 'See in the report of an INVALID engine what its rule says to change, and measure it again.'],
  [/^other work: model/, 'Give all engines one model: --model NAME.'],
  [/^other work/, 'Measure all engines with one suite.'],
  [/^other machine/, 'Measure all engines on one machine.'],
  [/^no value/, 'Measure more requests: --limit, or requests of the suite.'],
  [/^no other engine/, 'Measure a second engine at the same work.'],
  [/^profiled/, 'Measure without --profile.'],
];

function forReasons(findings: Finding[]): string[] {
  const reasons = findings.filter(({ decides }) => decides).flatMap(({ notRanked }) => notRanked);
  return remedies.filter(([form]) => reasons.some(({ reason }) => form.test(reason))).map(([, remedy]) => remedy);
}

/** What to do to know more than this answer. */
export function waysOn(answer: Recommendation['answer'], findings: Finding[]): string[] {
  const starts = findings
    .filter(({ decides }) => decides)
    .flatMap(({ places }) => places.map(({ figure }) => figure.starts));
  const again =
    answer === 'cannot say'
      ? []
      : starts.includes(1)
        ? ['Start and measure every engine several times: --rounds 3.']
        : answer === 'tie'
          ? ['More rounds show smaller differences: --rounds 5.']
          : [];
  const choose = answer === 'depends' ? ['Choose by the figure that matters to you.'] : [];
  return [...choose, ...again, ...forReasons(findings)];
}
