import { z } from 'zod';
import { valueAtPointer } from '../../domain/json-pointer.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import { seededRandom } from '../../domain/random.ts';
import { apiPath, requestBody } from '../dialect.ts';
import { type Asked, mapAtOnce, postJson } from './control.ts';
import { words } from './words.ts';

/** Tells how long a prompt is, in tokens as the engine counts them in `usage.prompt_tokens`. */
export type Ruler = {
  /** exactly: by the engine's own tokenizer; about: by the number of letters. */
  counted: 'exactly' | 'about';
  /** What a prompt without any text has: marks and template of a chat. */
  emptyTokens: number;
  /** About what one more piece of text adds; pieces are words with a space before them, and a full stop. */
  costOf(piece: string): number;
  promptTokens(text: string): Promise<number>;
  /** One line on how lengths are counted. */
  inWords: string;
};

/** A full stop ends a sentence without a space before it. */
export const fullStop = '.';
export const pieces: readonly string[] = [...words.map((word) => ` ${word}`), fullStop];

/** Tokenizers are asked this many times at once. */
export const tokenizerCallsAtOnce = 8;

/** Without a tokenizer and without usage: English text has about so many letters a token. */
const usualLettersPerToken = 5;

const usageSchema = z.object({ usage: z.object({ prompt_tokens: z.number().int().positive() }) });

/** Two texts that differ much in length: they show what the template adds, and that it adds it to any text. */
function probeTexts(): [string, string] {
  const random = seededRandom(1);
  const text = (count: number) =>
    Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
  return [text(20), text(240)];
}

/** Tokens of a prompt by the usage of a request that asks for one token; null where the engine does not tell. */
async function usageOf(text: string, cell: Cell, asked: Asked): Promise<number | null> {
  const one: Cell = { ...cell, maxTokens: 1, ignoreEos: false };
  const question = { prompts: [text], instruction: null, schema: null, seed: 1 };
  const { stream_options: _, ...body } = requestBody(question, one, asked.plan);
  const answer = usageSchema.safeParse(await postJson(asked, apiPath(one, asked.plan), { ...body, stream: false }));
  return answer.success ? answer.data.usage.prompt_tokens : null;
}

/** The body of a tokenizer call: `$text` and `$model` of the definition stand for the text and the served model. */
function tokenizerBody(template: Record<string, unknown>, text: string, plan: Plan): Record<string, unknown> {
  const filled = (value: unknown) => (value === '$text' ? text : value === '$model' ? plan.servedModel : value);
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value)]));
}

/** Tokens of a text alone by the engine's tokenizer; null where it has none or does not answer. */
async function tokenizerCount(text: string, asked: Asked): Promise<number | null> {
  const { tokenize } = asked.plan.engine.api;
  if (tokenize === null) return null;
  const answer = await postJson(asked, tokenize.path, tokenizerBody(tokenize.body, text, asked.plan));
  const found = valueAtPointer(answer, tokenize.countPointer);
  if (Array.isArray(found)) return found.length;
  return typeof found === 'number' ? found : null;
}

async function exactRuler(addedTokens: number, asked: Asked): Promise<Ruler | null> {
  const base = 'The';
  const alone = await tokenizerCount(base, asked);
  const measured = await mapAtOnce(pieces, tokenizerCallsAtOnce, (piece) => tokenizerCount(base + piece, asked));
  if (alone === null || measured.includes(null)) return null;
  const costs = new Map(pieces.map((piece, index) => [piece, (measured[index] ?? alone) - alone]));
  const empty = (await tokenizerCount('', asked)) ?? 0;
  return {
    counted: 'exactly',
    emptyTokens: empty + addedTokens,
    costOf: (piece) => costs.get(piece) ?? 1,
    promptTokens: async (text) => ((await tokenizerCount(text, asked)) ?? 0) + addedTokens,
    inWords: `prompts are counted by the engine's own tokenizer; ${addedTokens} tokens are added to each by the engine`,
  };
}

/** A straight line through both probes: what is added to each prompt, and tokens a letter. */
function roughRuler(letters: [number, number], usage: [number | null, number | null]): Ruler {
  const [short, long] = usage;
  const known = short !== null && long !== null && long > short;
  const tokensPerLetter = known ? (long - short) / (letters[1] - letters[0]) : 1 / usualLettersPerToken;
  const added = known ? short - tokensPerLetter * letters[0] : 0;
  const source = known ? 'from the usage of two requests' : `as ${usualLettersPerToken} letters a token`;
  return {
    counted: 'about',
    emptyTokens: Math.max(0, Math.round(added)),
    costOf: (piece) => piece.length * tokensPerLetter,
    promptTokens: async (text) => added + text.length * tokensPerLetter,
    inWords: `the engine has no tokenizer to ask: lengths of prompts are about right, ${source}`,
  };
}

/**
 * Measures with the engine itself, idle before the load, how it counts prompts of a cell. Exact only if the engine has a
 * tokenizer, and what it adds to a short prompt it adds to a long one too.
 */
export async function makeRuler(cell: Cell, asked: Asked): Promise<Ruler> {
  const texts = probeTexts();
  const usage = [await usageOf(texts[0], cell, asked), await usageOf(texts[1], cell, asked)] as const;
  const counts = [await tokenizerCount(texts[0], asked), await tokenizerCount(texts[1], asked)] as const;
  const added = [0, 1].map((at) => (usage[at] ?? Number.NaN) - (counts[at] ?? Number.NaN));
  const exact = added[0] === added[1] ? await exactRuler(added[0] ?? 0, asked) : null;
  return exact ?? roughRuler([texts[0].length, texts[1].length], [usage[0], usage[1]]);
}
