import type { ComparedTest, Comparison, Ranked, Ranking } from '../../domain/comparison.ts';
import { number } from '../format.ts';
import { testTitles } from '../view/summary.ts';
import { rangeText, runsText, valueWithUnit } from './figure-text.ts';
import { headlines, headlineTests } from './headline.ts';

/** What a decider reads first of a test: who leads, by how much, and how sure that is. */
export type Answer = { test: string; lead: string; rest: string; details: string[]; state: string };

function placeText({ rank, engine, tiedWith, figure, verdict }: Ranked, unit: string): string {
  const range = rangeText(figure, unit);
  const founded = [range, runsText(figure.runs), verdict === 'WARN' ? 'WARN' : ''].filter((part) => part !== '');
  return `${rank}${tiedWith.length > 0 ? ' (tie)' : ''} ${engine} ${valueWithUnit(figure.value, unit)} (${founded.join(', ')})`;
}

/** How far the first is from the next one that it does not tie with; empty where there is none. */
function margin([first, ...others]: Ranked[], better: Ranking['better']): string {
  const next = others.find(({ engine }) => !first?.tiedWith.includes(engine));
  const [mine, theirs] = [first?.figure.value ?? null, next?.figure.value ?? null];
  if (next === undefined || mine === null || theirs === null || mine <= 0 || theirs <= 0) return '';
  const factor = better === 'higher' ? mine / theirs : theirs / mine;
  return `, ${number(factor)} × ${better === 'higher' ? 'that of' : 'faster than'} ${next.engine}`;
}

function leadOf({ ranked, unit, better, title }: Ranking): { lead: string; rest: string } {
  const [first] = ranked;
  if (first === undefined) return { lead: 'no ranking', rest: `by ${title}` };
  const value = valueWithUnit(first.figure.value, unit);
  const name = title.includes(unit) ? '' : ` ${title}`;
  if (first.tiedWith.length > 0) {
    return {
      lead: 'tie',
      rest: `of ${[first.engine, ...first.tiedWith].join(' and ')} by ${title}: ranges overlap or lie within 1 %`,
    };
  }
  return { lead: first.engine, rest: `leads with ${value}${name}${margin(ranked, better)}` };
}

/** A note where single runs decide: without repeats nobody knows what chance did. */
function certainty(ranked: Ranked[]): string[] {
  return ranked.some(({ figure }) => figure.spread === 'none')
    ? ['one run each: how much of the difference is chance is not known; repeat with --rounds']
    : [];
}

function besideLine({ title, unit, ranked }: Ranking): string | null {
  if (ranked.length === 0) return null;
  const places = ranked.map(({ engine, rank, figure }) => `${rank} ${engine} ${valueWithUnit(figure.value, unit)}`);
  return `${title}: ${places.join(' · ')}`;
}

function answer(test: ComparedTest): Answer | null {
  const { main, beside } = headlines[test.test];
  const find = (metric: string) => test.rankings.find((one) => one.metric === metric);
  const ranking = find(main);
  if (ranking === undefined) return null;
  const others = beside.map(find).map((one) => (one === undefined ? null : besideLine(one)));
  const states = ranking.ranked.map(({ verdict }) => verdict);
  return {
    test: `${testTitles[test.test]}, ${test.level}`,
    ...leadOf(ranking),
    details: [
      ...ranking.ranked.map((one) => placeText(one, ranking.unit)),
      ...ranking.notRanked.map(({ engine, reason }) => `not ranked: ${engine}, ${reason}`),
      ...others.filter((line) => line !== null),
      ...certainty(ranking.ranked),
    ],
    state: states.length === 0 ? '' : states.includes('WARN') ? 'WARN' : 'VALID',
  };
}

/** The top of the page: one answer for each test. */
export function answers(comparison: Comparison): Answer[] {
  return headlineTests(comparison)
    .map(answer)
    .filter((one) => one !== null);
}
