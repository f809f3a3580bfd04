import type { ComparedPair } from '../domain/difference.ts';
import { forbids } from '../stats/difference/same-work.ts';
import type { PairOptions } from './compare-sides.ts';

type Reason = string | null;

/** How many of a list stand above, beside the one that is told here. */
function andMore({ length }: readonly unknown[]): string {
  return length > 1 ? `, and ${length - 1} more (listed above)` : '';
}

/** Other work or another machine: nothing was compared. */
function otherWork({ sameWork, differing, differences }: ComparedPair): Reason {
  const forbidding = differing.filter(forbids);
  const [first] = forbidding;
  if (sameWork || differences.length > 0 || first === undefined) return null;
  return `${first.what} ${first.a} against ${first.b}${andMore(forbidding)}`;
}

function leftOutTest({ leftOut }: ComparedPair): Reason {
  const [test] = leftOut;
  if (test === undefined) return null;
  return `${test.id}, ${test.level}: ${test.why}${andMore(leftOut)}`;
}

/** A metric that was asked for by name: it needs an answer in some test, and must be gone in none. */
function namedMetric({ a, differences }: ComparedPair, metric: string): Reason {
  const rows = differences.filter((one) => one.metric === metric);
  const [first] = rows;
  if (first === undefined) return `${metric}: ${a} does not have the figure`;
  const gone = rows.find(({ b }) => b === null);
  const isAnswered = rows.some(({ answer }) => answer !== 'not comparable');
  if (isAnswered && gone === undefined) return null;
  const { id, level, why } = gone ?? first;
  return `${metric} of ${id}, ${level}: ${why}`;
}

/** A test without any answer is as good as gone; among metrics asked for by name one test may lack what others have. */
function noAnswer({ differences }: ComparedPair, isByTest: boolean): Reason {
  if (differences.length === 0) return 'they have no figure in common';
  const groups = Map.groupBy(differences, ({ id, level }) => (isByTest ? `${id}, ${level}` : 'all tests'));
  const [silent] = [...groups].filter(([, rows]) => rows.every(({ answer }) => answer === 'not comparable'));
  return silent === undefined ? null : `${silent[0]}: no figure has an answer: ${silent[1][0]?.why}`;
}

/** Why a pair leaves something without an answer that a gate must not take for a pass; null where it does not. */
export function unanswered(pair: ComparedPair, { metrics, failOn }: PairOptions): Reason {
  const named = [...new Set([...metrics, ...failOn.flatMap(({ metric }) => metric ?? [])])];
  const why =
    otherWork(pair) ??
    leftOutTest(pair) ??
    named.map((metric) => namedMetric(pair, metric)).find((reason) => reason !== null) ??
    noAnswer(pair, metrics.length === 0);
  return why === null ? null : `${pair.b} against ${pair.a}: ${why}`;
}
