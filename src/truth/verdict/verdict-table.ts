import { alignedText } from '../table.ts';
import type { Alarm, CleanTally, PlantedRow } from './tally.ts';

function byRule(alarms: Alarm[]): string[][] {
  const rules = [...new Set(alarms.map(({ rule }) => rule))].sort();
  const row = (rule: string) => {
    const ofRule = alarms.filter((one) => one.rule === rule);
    const count = (state: string, busy: boolean) =>
      String(ofRule.filter((one) => one.state === state && one.busy === busy).length);
    return [rule, count('WARN', false), count('INVALID', false), count('WARN', true), count('INVALID', true)];
  };
  return [['', 'WARN', 'INVALID', 'busy: WARN', 'busy: INVALID'], ...rules.map(row)];
}

/** The clean cells as text: alarms by rule, then each of a quiet machine with what it measured. */
export function cleanText(tally: CleanTally): string {
  const { cells, busyCells, alarmedCells, pass, alarms, failedLanes } = tally;
  const quiet = alarms.filter(({ busy }) => !busy);
  return [
    `${cells} clean cells, ${busyCells} of them while the CPUs were busy; of the other ${cells - busyCells} the verdict warned about ${alarmedCells}: ${pass ? 'PASS' : 'FAIL'} (at most 1 of 200)`,
    ...(alarms.length === 0 ? [] : [alignedText(byRule(alarms))]),
    ...quiet.map(
      ({ lane, cell, rule, state, measured, limit }) => `  ${lane} ${cell}: ${state} ${rule}: ${measured} (${limit})`,
    ),
    ...failedLanes.map((text) => `  failed: ${text}`),
  ].join('\n');
}

/** Each planted fault with the rule that must speak, and what it said. */
export function plantedText(rows: PlantedRow[]): string {
  const missed = rows.filter(({ pass }) => !pass).length;
  const lines = rows.map(({ name, rule, wanted, said, pass }) => [name, rule, wanted, said, pass ? 'PASS' : 'FAIL']);
  return [
    `${rows.length} planted faults, ${missed} of them missed`,
    alignedText([['', 'rule', 'wanted', 'said', ''], ...lines]),
    ...rows.filter(({ pass }) => !pass).map(({ name, rule, measured }) => `  ${name}: ${rule}: ${measured}`),
  ].join('\n');
}
