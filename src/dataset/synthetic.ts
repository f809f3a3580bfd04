import type { Generator } from '../domain/dataset.ts';

const subjects = [
  'The engineer',
  'A careful reader',
  'The night train',
  'Our neighbour',
  'The old clock',
  'A young scientist',
  'The harbour',
  'The committee',
  'Every visitor',
  'The small garden',
];
const verbs = [
  'measures',
  'describes',
  'remembers',
  'repairs',
  'compares',
  'follows',
  'explains',
  'collects',
  'answers',
  'watches',
];
const objects = [
  'the morning light',
  'a long report',
  'seven kinds of bread',
  'the length of a bridge',
  'an unfinished letter',
  'the price of copper',
  'a map of the coast',
  'the sound of rain',
  'two empty rooms',
  'the rules of the game',
];
const endings = [
  'before the rain begins',
  'without saying why',
  'for the third time this week',
  'in a quiet voice',
  'although nobody asked',
  'with great patience',
  'because it is late',
  'and writes it down',
  'as the manual says',
  'until the bell rings',
];

/** Numbers in [0, 1) from a seed (mulberry32, public domain, T. Ettinger): the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sentence(random: () => number): string {
  const pick = (list: string[]) => list[Math.floor(random() * list.length)] as string;
  return `${pick(subjects)} ${pick(verbs)} ${pick(objects)} ${pick(endings)}.`;
}

/** A text of exactly `words` words that ends in a full stop. */
function textOf(words: number, random: () => number): string {
  const all: string[] = [];
  while (all.length < words) all.push(...sentence(random).split(' '));
  return `${all.slice(0, words).join(' ').replace(/\.?$/, '')}.`;
}

/**
 * Prompts by a program, as JSONL: each asks for a continuation of a text with a number of words from the list, one
 * length after another. No two begin alike, so no prefix cache can help.
 */
export function syntheticPrompts({ seed, prompts, words }: Generator): string {
  const random = seeded(seed);
  const rows = Array.from({ length: prompts }, (_, index) => {
    const length = words[index % words.length] as number;
    const prompt = `Text ${index + 1}: ${textOf(length, random)}\n\nGo on with this text.`;
    return JSON.stringify({ id: `s${String(index + 1).padStart(5, '0')}`, prompt, words: length });
  });
  return `${rows.join('\n')}\n`;
}
