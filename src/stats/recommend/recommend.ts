import type { Comparison } from '../../domain/comparison.ts';
import type { Finding, Recommendation } from '../../domain/recommendation.ts';
import { objections } from './against.ts';
import { commonConditions } from './conditions.ts';
import type { Draft, Known } from './draft.ts';
import { isFounded } from './finding.ts';
import { interactive } from './interactive.ts';
import { json } from './json.ts';
import { cost, energy } from './per-token.ts';
import { throughput } from './throughput.ts';
import { waysOn } from './to-find-out.ts';

const drafts = [throughput, interactive, json, cost, energy];

type Answer = Pick<Recommendation, 'answer' | 'engines'>;

/**
 * Who is first in every finding that decides, alone or tied. Nothing is weighed against anything: where the findings name
 * nobody in common, it depends on which of them matters to the reader.
 */
function answerOf(deciding: Finding[]): Answer {
  const told = deciding.filter(({ answer }) => answer !== 'cannot say');
  if (told.length === 0) return { answer: 'cannot say', engines: [] };
  const named = [...new Set(told.flatMap(({ first }) => first))];
  const common = named.filter((name) => told.every(({ first }) => first.includes(name)));
  if (common.length === 1) return { answer: 'leads', engines: common };
  return common.length === 0 ? { answer: 'depends', engines: named } : { answer: 'tie', engines: common };
}

/** Whether an answer rests on single values: of some engine that it is about nobody knows what chance did. */
function restsOnSingleRuns(deciding: Finding[]): boolean {
  return deciding.some(({ places }) => places.some(({ figure }) => !isFounded(figure)));
}

function notRankedText(deciding: Finding[]): string {
  const reasons = new Map(deciding.flatMap(({ notRanked }) => notRanked.map((one) => [one.engine, one.reason])));
  return [...reasons].map(([engine, reason]) => `${engine} (${reason})`).join(', ');
}

function titles(findings: Finding[]): string {
  return [...new Set(findings.map(({ title }) => title))].join(', ');
}

function whyOf({ answer }: Answer, deciding: Finding[], draft: Draft): string {
  if (answer === 'cannot say') {
    return deciding.length === 0
      ? draft.otherwise
      : `fewer than two engines can be ranked: not ranked are ${notRankedText(deciding)}`;
  }
  if (answer === 'depends') return 'different engines are first in what decides';
  if (answer === 'tie') return `no difference shown by ${titles(deciding)}`;
  return deciding.length === 1 ? 'first in what decides' : 'first, alone or in a tie, in all that decides';
}

function recommendation(draft: Draft, known: Known): Recommendation {
  const { useCase, title, findings } = draft;
  const deciding = findings.filter(({ decides }) => decides);
  const found = answerOf(deciding);
  const simulated = known.comparison.simulated === 'all';
  const singleRuns = restsOnSingleRuns(deciding);
  const isSure = (found.answer === 'leads' || found.answer === 'tie') && !singleRuns;
  return {
    useCase,
    title,
    ...found,
    recommends: isSure && !simulated,
    simulated,
    singleRuns,
    why: whyOf(found, deciding, draft),
    findings,
    conditions: [...commonConditions(known), ...draft.conditions],
    against: [...objections(found.engines, findings, known), ...draft.against],
    toFindOut: [...draft.toFindOut, ...waysOn(found.answer, findings)],
  };
}

/** An answer for each use case, from what a comparison found; the same comparison always gives the same. */
export function recommend(comparison: Omit<Comparison, 'recommendations'>, asked: Known['asked']): Recommendation[] {
  const known = { comparison, asked };
  return drafts.map((draft) => recommendation(draft(known), known));
}
