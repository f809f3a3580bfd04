import type { ComparedPair, Side } from '../../domain/difference.ts';
import { compareFairness, type FairnessComparison } from '../../domain/fairness-compare.ts';
import { differing, type Facts } from '../comparison/facts.ts';

type Line = ComparedPair['differing'][number];

function lines(kind: Line['kind'], a: Facts, b: Facts): Line[] {
  return differing(a, b).map((what) => ({ kind, what, a: a[what] ?? 'not asked', b: b[what] ?? 'not asked' }));
}

function settingLines({ settings, facts }: FairnessComparison): Line[] {
  const rows = [
    ...settings.map(({ setting, verdict, values }) => ({ what: setting, verdict, values })),
    ...facts.map(({ fact, verdict, values }) => ({ what: fact, verdict, values })),
  ];
  return rows
    .filter(({ verdict }) => verdict === 'differs' || verdict === 'other-meaning')
    .map(({ what, values: [a, b] }) => ({
      kind: 'setting',
      what,
      a: a?.value ?? 'unknown',
      b: b?.value ?? 'unknown',
    }));
}

/** Everything that was not the same for two sides, what forbids a comparison first. */
export function differingFacts(a: Side, b: Side): { differing: Line[]; fairness: FairnessComparison } {
  const fairness = compareFairness([a.fairness, b.fairness]);
  const simulated = (side: Side): Facts => ({ engine: side.simulated ? 'simulated' : 'real' });
  return {
    fairness,
    differing: [
      ...lines('work', a.work, b.work),
      ...lines('work', simulated(a), simulated(b)),
      ...lines('machine', a.machine, b.machine),
      ...lines('environment', a.environment, b.environment),
      ...settingLines(fairness),
    ],
  };
}

/** A difference after which figures say nothing about the engines. */
export function forbids({ kind }: Line): boolean {
  return kind === 'work' || kind === 'machine';
}
