import type { Difference, Side } from '../../domain/difference.ts';
import { worseBy } from './fail-on.ts';

/**
 * Welch's t is wrong most often where one side has fewer runs than the other and varies more: few runs look calm by luck
 * (figures in decision 99).
 */
function isUneven({ runs, method }: Difference): boolean {
  return method === 'welch' && runs.a !== runs.b && Math.min(runs.a, runs.b) < 5;
}

/** Answered figures that rest on several runs of which one side has fewer than three, and of which small ones cannot be shown. */
function isFew(difference: Difference): boolean {
  const { runs, method } = difference;
  return method !== null && !isUneven(difference) && runs.a + runs.b > 2 && Math.min(runs.a, runs.b) < 3;
}

/** So much worse that nobody should overlook it, even where chance cannot be ruled out. */
const muchWorse = 0.05;

/** What limits the answers of a pair, in sentences. `isForbidden`: other work or another machine, compared all the same. */
export function notesOf(a: Side, b: Side, differences: Difference[], isForbidden: boolean): string[] {
  const isSingle = differences.some(({ method }) => method === 'bootstrap' || method === 'paired-bootstrap');
  const isOneStart =
    a.folders.length === 1 && b.folders.length === 1 && differences.some(({ method }) => method !== null);
  const isOneAgainst = differences.some(({ method }) => method === 'one-against-runs');
  const alone = differences.filter(({ p, answer }) => answer === 'no difference shown' && p !== null && p < 0.05);
  const unclear = differences.filter((one) => one.answer === 'no difference shown' && (worseBy(one) ?? 0) >= muchWorse);
  const gone = differences.filter(({ b: value }) => value === null);
  const notes: [boolean, string][] = [
    [isForbidden, 'Work or machine differ: these figures are no comparison of engines.'],
    [a.simulated || b.simulated, 'SIMULATED: figures of simulated engines say nothing about the engines named.'],
    [gone.length > 0, `Figures of A that B does not have: ${gone.length}. Nothing is known of them.`],
    [
      isOneStart,
      'Each side was started once: what differs from start to start of an engine is in no interval, and can look like a ' +
        'difference. Several run folders a side (A1,A2,A3 B1,B2,B3) see it.',
    ],
    [
      isSingle,
      'One run a side in some tests: only chance within a run is in the interval. Repeats (--runs 5) see more of it.',
    ],
    [
      isOneAgainst,
      'One run or start against several: it is taken to vary as they do, and if it varies more, chance can look like a difference.',
    ],
    [
      differences.some(isUneven),
      'More runs on one side than on the other in some tests: if the side with fewer varies more, chance can look like a ' +
        'difference. As many runs on both sides make that rare.',
    ],
    [differences.some(isFew), 'Fewer than three runs a side in some tests: only large differences can be shown.'],
    [
      unclear.length > 0,
      `${unclear.length} figures look worse by ${muchWorse * 100} % or more, and chance cannot be ruled out: more runs decide.`,
    ],
    [
      alone.length > 0,
      `${alone.length} figures would show a difference if nothing else had been asked: make more runs, or ask for fewer ` +
        'figures (--metric) in the next one.',
    ],
  ];
  return notes.filter(([holds]) => holds).map(([, note]) => note);
}
