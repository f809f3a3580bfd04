import type { Comparison } from '../../domain/comparison.ts';
import { type Known, limitsInWords } from './draft.ts';

function distinct(values: string[]): string {
  return [...new Set(values)].join(' or ');
}

function versions({ engines }: Known['comparison']): string {
  return engines
    .filter(({ state }) => state === 'measured')
    .map(({ engine, version }) => `${engine} ${version ?? '(version unknown)'}`)
    .join(', ');
}

/** Settings in which engines differ although the suite asks the same of all. */
function settings({ fairness }: Pick<Comparison, 'fairness'>): string[] {
  const differing = fairness.settings
    .filter(({ verdict }) => verdict === 'differs')
    .map(
      ({ setting, values }) =>
        `${setting} (${values.map(({ engine, value }) => `${engine} ${value ?? 'none'}`).join(', ')})`,
    );
  return differing.length === 0 ? [] : [`Settings that differ between engines: ${differing.join('; ')}.`];
}

/** How many answers chance had to make one false, where a test over several runs gave them. */
function testWords({ tests }: Known['comparison']): string[] {
  const isTested = tests.some(({ rankings }) => rankings.some(({ pairs }) => pairs.length > 0));
  return isTested
    ? ['The test over several runs is adjusted (Holm) for all metrics of two engines and for all pairs of a ranking.']
    : [];
}

/** Under what all recommendations of a comparison hold, in sentences. */
export function commonConditions(known: Known): string[] {
  const { comparison, asked } = known;
  const measured = comparison.engines.filter(({ state }) => state === 'measured');
  if (measured.length === 0) return [];
  return [
    `Model ${distinct(measured.map(({ model }) => model ?? 'unknown'))}, on ${distinct(asked.map(({ hardware }) => hardware))}.`,
    `Suite ${distinct(asked.map(({ suite }) => suite.name))}; engines: ${versions(comparison)}.`,
    `Limits of each request: ${limitsInWords(known)}.`,
    ...settings(comparison),
    ...testWords(comparison),
  ];
}
