import { type AnswerOutcome, answerOutcomes } from '../../domain/statistics.ts';
import { palette, plotWidth, rounded } from '../chart-style.ts';
import { count, share } from '../format.ts';

/** Less than the width of other plots: a text stands behind each bar. */
const barWidth = plotWidth - 160;

/** Outcomes of the requests behind one bar. */
export type OutcomeBar = { label: string; asked: number; outcomes: Partial<Record<AnswerOutcome, number>> };

const words: Record<AnswerOutcome, string> = {
  valid: 'valid',
  invalid: 'JSON that breaks the schema',
  notJson: 'no JSON',
  truncated: 'cut at the token limit',
  empty: 'empty',
  refused: 'schema refused',
  engineError: 'error of the engine',
  failed: 'failed otherwise',
};

/** Adds up what became of requests. */
export function addOutcomes(all: OutcomeBar['outcomes'][]): OutcomeBar['outcomes'] {
  const sum = (outcome: AnswerOutcome) => all.reduce((total, one) => total + (one[outcome] ?? 0), 0);
  return Object.fromEntries(answerOutcomes.map((outcome) => [outcome, sum(outcome)]));
}

function parts({ label, asked, outcomes }: OutcomeBar) {
  let to = 0;
  return answerOutcomes.flatMap((outcome) => {
    const number = outcomes[outcome] ?? 0;
    const from = to;
    to += number / asked;
    if (number === 0) return [];
    return [{ label, outcome: words[outcome], requests: number, from: rounded(from), to: rounded(to) }];
  });
}

/** Bars from 0 to 100 % of the requests asked, stacked by outcome. Only outcomes that occur are in the legend. */
export function outcomeBars(all: OutcomeBar[], labels: string[], seen: AnswerOutcome[], axisTitle: string | null) {
  const bars = all.filter(({ asked }) => asked > 0);
  const ends = bars.map(({ label, asked, outcomes }) => ({
    label,
    end: 1,
    text: `${share((outcomes.valid ?? 0) / asked)} valid of n ${count(asked)}`,
  }));
  const scale = {
    domain: seen.map((outcome) => words[outcome]),
    range: seen.map((outcome) => palette[answerOutcomes.indexOf(outcome)] as string),
  };
  const y = { field: 'label', type: 'nominal' as const, sort: null, scale: { domain: labels }, title: null };
  const x = {
    type: 'quantitative' as const,
    title: axisTitle,
    scale: { domain: [0, 1] },
    axis: { format: '%', values: [0, 0.25, 0.5, 0.75, 1] },
  };
  const legend = { symbolType: 'square', columns: 4 };
  return {
    width: barWidth,
    height: { step: 24 },
    encoding: { y },
    layer: [
      {
        data: { values: bars.flatMap(parts) },
        mark: { type: 'bar' as const, height: { band: 0.66 } },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          color: { field: 'outcome', type: 'nominal' as const, sort: null, title: null, scale, legend },
          tooltip: ['label', 'outcome', 'requests'].map((field) => ({ field })),
        },
      },
      {
        data: { values: ends },
        mark: { type: 'text' as const, align: 'left' as const, dx: 6 },
        encoding: { x: { ...x, field: 'end' }, text: { field: 'text' } },
      },
    ],
  };
}

/** Outcomes that occur at all, in their order. */
export function outcomesSeen(bars: OutcomeBar[]): AnswerOutcome[] {
  return answerOutcomes.filter((outcome) => bars.some(({ outcomes }) => (outcomes[outcome] ?? 0) > 0));
}
