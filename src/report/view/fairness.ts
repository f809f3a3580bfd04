import { engineFacts } from '../../domain/engine-facts.ts';
import type { EngineResult } from '../../domain/engine-result.ts';
import type { PlannedSetting, SheetSetting } from '../../domain/fairness.ts';
import { unknown } from '../format.ts';

type Line = PlannedSetting | SheetSetting;

const unread = 'cannot be read back';

/** What the engine says; of what it cannot take there is nothing to say. */
function effectiveText(line: Line): string {
  const value = 'effective' in line ? line.effective : null;
  if (value !== null) return value;
  return line.state === 'unsupported' ? unknown : unread;
}

/** A value that is not what was asked is marked, whoever is to blame. */
function mark(line: Line): string {
  if (line.state === 'differs') return 'DIFFERS';
  return 'asAsked' in line && line.asAsked === false ? 'not as asked' : '';
}

function row(line: Line) {
  const { setting, asked, how, state } = line;
  const known = 'effective' in line ? line : null;
  const meaning = known?.meaning ?? null;
  return {
    setting,
    asked,
    effective: effectiveText(line),
    mark: mark(line),
    readFrom: known?.readFrom ?? unknown,
    default: known?.default ?? unknown,
    how: `${state === 'differs' ? 'set' : state}: ${how}${meaning === null ? '' : ` (${meaning})`}`,
  };
}

/** The fairness sheet as text. A result without one shows its plan: what was asked, and nothing read back. */
export function fairnessView({ fairness, config }: EngineResult) {
  const facts = (fairness?.facts ?? []).filter(({ value }) => value !== null);
  return {
    settings: (fairness?.settings ?? config.fairness).map(row),
    facts: facts.map(({ fact, value, readFrom }) => ({
      fact: engineFacts[fact],
      value: value ?? unknown,
      readFrom: readFrom ?? unknown,
    })),
    pinned: (fairness?.pinned ?? []).join(', '),
  };
}
