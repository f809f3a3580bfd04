import { count, number } from '../../format.ts';

/** The four sides that a test is seen from; `processor` is the GPU, or the engine's CPU where there is none. */
export type Side = 'client' | 'engine' | 'processor' | 'host';

/** What the sides say on one question, over the same seconds. */
export type Row = { question: string } & Partial<Record<Side, string>>;

type Known = number | null | undefined;

/** Words for a figure; nothing where it is unknown. */
export function say(value: Known, words: (text: string) => string, text: (value: number) => string = number): string {
  return value === null || value === undefined ? '' : words(text(value));
}

/** Whether two figures are written alike. */
export function alike(one: Known, other: Known): boolean {
  return number(one ?? null) === number(other ?? null);
}

/** A mean with the most that there was; the most is left out where it is written like the mean. */
export function withMost(
  mean: Known,
  most: Known,
  words: (text: string) => string,
  text: (value: number) => string = number,
): string {
  const beside = alike(mean, most) ? '' : say(most, (extreme) => ` (at most ${extreme})`, text);
  return say(mean, (middle) => `${words(middle)}${beside}`, text);
}

/** The same for things that are counted: a mean is measured, the most is a whole number. */
export function withMostCounted(mean: Known, most: Known, words: (text: string) => string): string {
  const beside = alike(mean, most) ? '' : say(most, (extreme) => ` (at most ${extreme})`, counted);
  return say(mean, (middle) => `${words(middle)}${beside}`);
}

/** Parts of a sentence, those without words left out. */
export function list(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** A counted value at a reading; between readings it need not be whole. */
function counted(value: number): string {
  return Number.isInteger(value) ? count(value) : number(value);
}

export function percent(value: number): string {
  return `${number(value)} %`;
}
