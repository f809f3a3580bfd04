import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import { listText } from '../../domain/list-text.ts';
import type { Finding, Place, Recommendation } from '../../domain/recommendation.ts';
import { share } from '../format.ts';
import { rangeText, runsText, valueText, valueWithUnit } from './figure-text.ts';
import { hrefOf } from './tables.ts';

/** What was found in one figure, and what each engine has in it, best first, each with the cell behind it. */
type FindingLine = { text: string; places: { text: string; href: string }[] };

/** The answer to one use case as a page shows it: who, by how much, how sure, and what bounds it. */
export type Answer = {
  title: string;
  lead: string;
  /** The cell behind the figure that the answer names, in the report of its run; empty where it names none. */
  href: string;
  rest: string;
  mark: string;
  findings: FindingLine[];
  beside: FindingLine[];
  /** How much speaks against it, in words. */
  bounds: string;
  notes: string[];
};

/** A share as whole percent where that says enough: "34 %", "3.2 %". */
function percent(value: number): string {
  return Math.abs(value) >= 0.1 ? `${Math.round(value * 100)} %` : share(Math.round(value * 1_000) / 1_000);
}

/** "34 % higher than beta (27 % to 41 % by their intervals)". */
function aheadText({ ahead, better, unit }: Finding): string {
  if (ahead === null) return '';
  const isTime = unit === 'ms';
  const word = better === 'higher' ? 'more than' : isTime ? 'less time than' : 'less than';
  const range =
    ahead.low === null || ahead.high === null || percent(ahead.low) === percent(ahead.high)
      ? ''
      : ` (${percent(Math.max(0, ahead.low))} to ${percent(ahead.high)}${ahead.by === 'test' ? ', 95 % interval' : ' by their intervals'})`;
  return `${percent(ahead.relative)} ${word} ${ahead.of}${range}`;
}

function placeText(place: Place, { unit, where, metric }: Finding): string {
  const { engine, rank, figure, verdict, level } = place;
  const range = rangeText(figure, unit);
  const at = level === where || where === '' ? '' : `at ${level}`;
  const founded = [range, runsText(figure), at, verdict === 'WARN' ? 'WARN' : ''].filter((part) => part !== '');
  return `${rank} ${engine} ${priced(figure.value, metric) ?? valueWithUnit(figure.value, unit)} (${founded.join(', ')})`;
}

function outcome(finding: Finding): string {
  const { answer, first } = finding;
  if (answer === 'cannot say') return 'cannot say, fewer than two engines can be ranked';
  if (answer === 'tie') return `${listText(first)} tie, no difference shown`;
  return [`${first[0]} first`, aheadText(finding)].filter((part) => part !== '').join(', ');
}

/** The cell that an engine's figure is of; empty where the comparison has none. */
function placeHref({ id, level, engine }: Place, tests: ComparedTest[]): string {
  const test = tests.find((one) => one.id === id && one.level === level);
  const tested = test?.engines.find((one) => one.engine === engine);
  return tested === undefined ? '' : hrefOf(tested);
}

/** "TTFT p50, 1 in flight: beta first, 12 % less time than alpha", then "1 beta 20.1 ms (…)", "2 alpha …". */
function findingLine(finding: Finding, tests: ComparedTest[]): FindingLine {
  const { title, where, places } = finding;
  const name = [title, where].filter((part) => part !== '').join(', ');
  return {
    text: `${name}: ${outcome(finding)}`,
    places: places.map((place) => ({ text: placeText(place, finding), href: placeHref(place, tests) })),
  };
}

/** The sentence after the name: what was found, and that it is no recommendation where it is none. */
function restText(one: Recommendation): string {
  const deciding = one.findings.filter(({ decides, answer }) => decides && answer !== 'cannot say');
  if (one.answer === 'cannot say') return one.why;
  if (one.answer === 'depends') {
    return deciding
      .map(({ first, title, where }) => `${listText(first)} by ${title}${where === '' ? '' : ` (${where})`}`)
      .join('; ');
  }
  const [main] = deciding;
  const shown = main === undefined || one.answer === 'tie' ? one.why : leadText(main, deciding.length);
  return one.singleRuns ? `${shown}; of single runs, so chance may have done it` : shown;
}

/** "TTFT p50 23.5 ms", "2,148 output tokens/s". */
function namedValue({ title, unit, metric, places }: Finding): string {
  const value = places[0]?.figure.value ?? null;
  if (title.includes(unit)) return `${valueText(value, unit)} ${title}`;
  return `${title} ${priced(value, metric) ?? valueWithUnit(value, unit)}`;
}

/** Prices keep their cents. */
function priced(value: number | null, metric: string): string | null {
  return value === null || metric !== 'usdPerMillionTokens' ? null : `${value.toPrecision(3)} USD`;
}

function leadText(main: Finding, count: number): string {
  const parts = main.answer === 'tie' ? [`ties in ${main.title}`] : [namedValue(main), aheadText(main)];
  const shown = parts.filter((part) => part !== '').join(', ');
  return count === 1
    ? shown
    : `${shown}; first or level in ${count === 2 ? 'both figures' : `all ${count} figures`} that decide`;
}

const leads = { tie: 'tie', depends: 'it depends', 'cannot say': 'cannot say' } as const;

function leadOf({ answer, engines }: Recommendation): string {
  if (answer === 'leads') return engines[0] ?? '';
  return answer === 'tie' ? `tie of ${listText(engines)}` : leads[answer];
}

/** What must be read together with the name: that it is none to act on. */
function markOf({ simulated, recommends, engines, answer: found }: Recommendation): string {
  if (simulated) return engines.length > 0 ? 'SIMULATED, recommends nothing' : 'SIMULATED';
  return recommends || engines.length === 0 || found === 'depends' ? '' : 'NOT PROVED';
}

function boundsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ', and what speaks against it' : `, and ${count} things that speak against it`;
}

function answer(one: Recommendation, common: string[], tests: ComparedTest[]): Answer {
  const { title, findings, conditions, against, toFindOut } = one;
  const [main] = findings.filter(({ decides, answer: found }) => decides && found !== 'cannot say');
  const first = one.answer === 'leads' ? main?.places[0] : undefined;
  return {
    title,
    lead: leadOf(one),
    href: first === undefined ? '' : placeHref(first, tests),
    rest: restText(one),
    mark: markOf(one),
    findings: findings.filter(({ decides }) => decides).map((finding) => findingLine(finding, tests)),
    beside: findings.filter(({ decides }) => !decides).map((finding) => findingLine(finding, tests)),
    bounds: boundsText(against.length),
    notes: [
      ...conditions.filter((line) => !common.includes(line)),
      ...against.map((line) => `but: ${line}`),
      ...toFindOut.map((line) => `to know more: ${line}`),
    ],
  };
}

/** The top of the page: an answer for each use case, and under what all of them hold. */
export function answers({ recommendations, tests }: Comparison): { answers: Answer[]; conditions: string[] } {
  const all = recommendations.map(({ conditions }) => conditions);
  const common = (all[0] ?? []).filter((line) => all.every((lines) => lines.includes(line)));
  return { answers: recommendations.map((one) => answer(one, common, tests)), conditions: common };
}
