import type { Cell } from '../domain/plan.ts';
import type { Prompt } from '../domain/prompt.ts';
import { seededRandom, shuffled } from '../domain/random.ts';

/**
 * How often each prompt was asked so far in the life of the engine. A repeat gets a numbered first line, so that it
 * differs from its first token on and no prefix cache can answer for the engine; in a cell whose requests have a cache
 * salt each, it stays as it is.
 */
export class PromptUses {
  readonly #counts = new Map<string, number>();

  /** Text to send for the next use of this prompt. */
  next(prompt: Prompt, { freshPrompts }: Pick<Cell, 'freshPrompts'>): string {
    const used = this.#counts.get(prompt.id) ?? 0;
    this.#counts.set(prompt.id, used + 1);
    return used === 0 || freshPrompts === 'cache-salt' ? prompt.prompt : `${used + 1}.\n${prompt.prompt}`;
  }
}

/** The prompts of a free-text cell in the order of its seed; they start over, in the same order, when used up. */
export function promptOrder(prompts: Prompt[], cell: Cell, count: number): Prompt[] {
  const order = shuffled(prompts, seededRandom(cell.seed));
  return Array.from({ length: count }, (_, index) => order[index % order.length] as Prompt);
}
