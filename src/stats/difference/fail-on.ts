import type { Difference } from '../../domain/difference.ts';

/** "regression>5%" or "ttft_p99>10%": worse by more than `above` of A, of one metric or of any. */
export type FailRule = { metric: string | null; above: number; text: string };

/** Names as people write them: ttft_p99, ttftP99Ms, TTFT-P99 are one. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/ms$/, '');
}

/** The metric that a word names; null where there is none. */
export function metricNamed(word: string, metrics: readonly string[]): string | null {
  return metrics.find((name) => plain(name) === plain(word)) ?? null;
}

/** Reads a rule; null where it is none, or names no metric. */
export function failRule(text: string, metrics: readonly string[]): FailRule | null {
  const found = /^\s*([\w-]+)\s*>\s*([0-9]+(?:\.[0-9]+)?)\s*%\s*$/.exec(text);
  if (found === null) return null;
  const metric = found[1] === 'regression' ? null : metricNamed(found[1] as string, metrics);
  if (metric === null && found[1] !== 'regression') return null;
  return { metric, above: Number(found[2]) / 100, text: text.trim() };
}

/** How much worse B is, of A; of a figure that should be high, how much of it is gone. Below 0: it is better. */
export function worseBy({ better, relative }: Difference): number | null {
  return relative === null ? null : better === 'higher' ? -relative : relative;
}

/** How much worse B may be by the 95 % interval; null: nothing tells. */
function worstCase({ better, low, high }: Difference): number | null {
  const end = better === 'higher' ? low : high;
  return end === null ? null : better === 'higher' ? -end : end;
}

/** Whether a rule is about the metric of a difference. */
function isMeant(rule: FailRule, { metric }: Difference): boolean {
  return rule.metric === null || rule.metric === metric;
}

/**
 * In how many figures that do not break a rule such a regression may hide, because their interval reaches beyond the limit
 * or because nothing tells what chance does. In words; null: in none.
 */
export function hidden(rule: FailRule, differences: readonly Difference[]): string | null {
  const meant = differences.filter((one) => isMeant(rule, one));
  const kept = meant.filter((one) => !breaks(rule, one));
  const reaching = kept.filter((one) => (worstCase(one) ?? 0) > rule.above).length;
  const open = kept.filter((one) => one.answer === 'not comparable').length;
  const parts = [
    ...(reaching > 0 ? [`the interval of ${reaching} reaches beyond it`] : []),
    ...(open > 0 ? [`${open} have no interval`] : []),
  ];
  if (parts.length === 0) return null;
  return `${rule.text}: of ${meant.length} figures ${parts.join(', and ')}; such a regression may hide there. More runs decide.`;
}

/** Whether a difference breaks a rule: it is shown to be worse, and its estimate lies beyond the limit. */
export function breaks(rule: FailRule, difference: Difference): boolean {
  const worse = worseBy(difference);
  return isMeant(rule, difference) && difference.answer === 'slower' && worse !== null && worse > rule.above;
}
