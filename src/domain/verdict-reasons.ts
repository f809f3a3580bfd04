import type { RuleResult, Verdict } from './verdict.ts';

/** Why a run is not VALID: one rule that did not hold, with every cell where it did not. */
export type VerdictReason = Omit<RuleResult, 'state'> & { state: 'WARN' | 'INVALID'; cells: string[]; of: number };

function isBroken(result: RuleResult): result is RuleResult & { state: 'WARN' | 'INVALID' } {
  return result.state === 'WARN' || result.state === 'INVALID';
}

/** INVALID before WARN; of equals, what concerns more cells. */
function worse(a: VerdictReason, b: VerdictReason): number {
  return Number(a.state === 'WARN') - Number(b.state === 'WARN') || b.cells.length - a.cells.length;
}

/**
 * The reasons of all cells, each rule once for each state, worst first. What was measured and the limit are those of the
 * first such cell: the others stand with their own cell.
 */
export function verdictReasons(verdicts: readonly Verdict[]): VerdictReason[] {
  const found = new Map<string, VerdictReason>();
  for (const { cell, rules } of verdicts) {
    for (const result of rules.filter(isBroken)) {
      const key = `${result.state} ${result.rule}`;
      const known = found.get(key);
      if (known !== undefined) known.cells.push(cell);
      else found.set(key, { ...result, cells: [cell], of: verdicts.length });
    }
  }
  return [...found.values()].sort(worse);
}

const named = 3;

/** Where a rule did not hold, e.g. "in 5 of 9 cells: a, b, c and 2 more", or the one cell. */
export function reasonPlaces({ cells, of }: VerdictReason): string {
  if (of === 1 || cells.length === 1) return `in ${cells[0]}`;
  if (cells.length === of) return `in all ${of} cells`;
  const more = cells.length > named ? ` and ${cells.length - named} more` : '';
  return `in ${cells.length} of ${of} cells: ${cells.slice(0, named).join(', ')}${more}`;
}

/** How many cells have which verdict, e.g. "1 of 9 cells INVALID, 2 WARN"; "all 9 cells VALID". */
export function verdictCounts(verdicts: readonly Verdict[]): string {
  const states = ['INVALID', 'WARN', 'VALID'] as const;
  const counts = states.map((state) => ({ state, cells: verdicts.filter((one) => one.state === state).length }));
  const [first, ...rest] = counts.filter(({ cells }) => cells > 0);
  if (first === undefined) return 'no cell';
  const unit = verdicts.length === 1 ? 'cell' : 'cells';
  if (rest.length === 0) return `all ${verdicts.length} ${unit} ${first.state}`.replace('all 1 cell', 'its one cell');
  return [
    `${first.cells} of ${verdicts.length} ${unit} ${first.state}`,
    ...rest.map((one) => `${one.cells} ${one.state}`),
  ].join(', ');
}
