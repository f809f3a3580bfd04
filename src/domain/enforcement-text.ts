import type { Enforcement } from './statistics.ts';

/** Whether the proof shows answers that no grammar stood behind: their speed is not that of structured output. */
export function isUnenforced({ state, broken }: Enforcement): boolean {
  return state === 'not-enforced' || broken > 0;
}

const kinds = {
  loose: 'break only limits of values',
  broken: 'have not its shape',
  empty: 'are empty',
  undecided: 'were cut off in the middle of JSON',
  refused: 'were refused',
  failed: 'failed',
} as const;

/** The proof in a clause: how many answers followed, and what became of the others. */
export function enforcementText(proof: Enforcement): string {
  const others = Object.entries(kinds).flatMap(([kind, words]) => {
    const count = proof[kind as keyof typeof kinds];
    return count === 0 ? [] : `${count} ${words}`;
  });
  const followed = `${proof.followed} of ${proof.asked} answers to prompts that lead away from JSON follow their schema`;
  return others.length === 0 ? followed : `${followed}; ${others.join(', ')}`;
}
