import type { Enforcement } from '../../domain/statistics.ts';
import { isUnfinishedJson } from './json-text.ts';
import type { Judged } from './judged-answer.ts';

type Kind = Exclude<keyof Enforcement, 'state' | 'asked' | 'example'>;

/** What one answer says of the grammar behind it. */
function kindOf({ outcome, answer, blame }: Judged): Kind {
  if (outcome === 'valid') return 'followed';
  if (outcome === 'invalid') return blame?.shape === false ? 'loose' : 'broken';
  if (outcome === 'notJson') return 'broken';
  // Cut off in the middle of JSON, it says nothing; cut off in the middle of a limerick, it does.
  if (outcome === 'truncated') return isUnfinishedJson(answer) ? 'undecided' : 'broken';
  if (outcome === 'empty' || outcome === 'refused') return outcome;
  return 'failed';
}

function stateOf({ followed, loose, broken, empty }: Record<Kind, number>): Enforcement['state'] {
  if (followed + loose + broken + empty === 0) return 'unknown';
  if (followed + loose === 0) return 'not-enforced';
  return loose + broken + empty === 0 ? 'enforced' : 'partly';
}

function example(judged: Judged[]): string | null {
  const found = judged.find((one) => ['broken', 'loose', 'empty'].includes(kindOf(one)));
  if (found === undefined) return null;
  const begin = found.answer.trim().slice(0, 60);
  return begin === '' ? `${found.id}: ${found.why}` : `${found.id}: ${found.why}: ${begin}`;
}

/** Whether schemas bind, by answers to prompts that lead away from JSON. Null where none was asked. */
export function enforcementOf(judged: Judged[]): Enforcement | null {
  if (judged.length === 0) return null;
  const count = (kind: Kind) => judged.filter((one) => kindOf(one) === kind).length;
  const counts = {
    followed: count('followed'),
    loose: count('loose'),
    broken: count('broken'),
    empty: count('empty'),
    undecided: count('undecided'),
    refused: count('refused'),
    failed: count('failed'),
  };
  return { state: stateOf(counts), asked: judged.length, ...counts, example: example(judged) };
}
