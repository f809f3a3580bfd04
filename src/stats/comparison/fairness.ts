import type { EngineResult } from '../../domain/engine-result.ts';
import type { FairnessSheet } from '../../domain/fairness.ts';
import { compareFairness, type FairnessComparison } from '../../domain/fairness-compare.ts';
import type { Contestant } from './contestants.ts';

/** A result of an earlier version has no sheet: its plan says what was asked, and nothing was read back. */
export function sheetOf({ fairness, config, engine }: EngineResult): FairnessSheet {
  if (fairness !== null) return fairness;
  const unread = { effective: null, readFrom: null, asAsked: null, default: null, meaning: null };
  const { title, simulated } = config.engine;
  const nobody = { version: 1, engine, title, simulated, engineVersion: null, image: null } as const;
  return { ...nobody, settings: config.fairness.map((line) => ({ ...line, ...unread })), facts: [], pinned: [] };
}

/** Do the engines that measured something differ in a setting? Runs of a contestant had the same plan: one stands for all. */
export function comparedFairness(all: Contestant[]): FairnessComparison {
  const sheets = all.flatMap(({ name, runs }) => {
    const result = runs.map((input) => input.result).find((one) => one !== null);
    return result === undefined ? [] : [{ ...sheetOf(result), engine: name }];
  });
  return compareFairness(sheets);
}
