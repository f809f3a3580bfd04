import { Readable } from 'node:stream';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { z } from 'zod';
import type { ConversationFilters } from '../domain/dataset.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** What the filters need of a conversation; real files hold more. */
const conversationSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  conversations: z.array(z.object({ value: z.string() })).optional(),
});

/** A row of the prompts made from it. Token counts are of the filters' tokenizer, without a chat template. */
export type ConversationPrompt = {
  id: string;
  prompt: string;
  conversation: string | null;
  promptTokens: number;
  outputTokens: number;
};

/** Texts of users hold anything, marks like <|endoftext|> too: they are counted as the plain text that they are. */
function tokens(text: string): number {
  return countTokens(text, { disallowedSpecial: new Set() });
}

/** One conversation as a prompt, or why it is left out. `index`: its place in the file, from 0. */
export function promptOfConversation(
  value: unknown,
  index: number,
  filters: ConversationFilters,
): { prompt: ConversationPrompt } | { leftOut: string } {
  const read = conversationSchema.safeParse(value);
  if (!read.success) return { leftOut: 'no conversation' };
  const turns = read.data.conversations ?? [];
  if (turns.length < filters.minTurns) return { leftOut: 'too few turns' };
  const [asked, answered] = [turns[filters.promptTurn], turns[filters.outputTurn]];
  if (asked === undefined || answered === undefined) return { leftOut: 'too few turns' };
  const [promptTokens, outputTokens] = [tokens(asked.value), tokens(answered.value)];
  if (promptTokens < filters.minPromptTokens) return { leftOut: 'prompt too short' };
  if (outputTokens < filters.minOutputTokens) return { leftOut: 'answer too short' };
  if (promptTokens > filters.maxPromptTokens) return { leftOut: 'prompt too long' };
  if (promptTokens + outputTokens > filters.maxTotalTokens) return { leftOut: 'too long together' };
  const conversation = read.data.id === undefined ? null : String(read.data.id);
  const id = `c${String(index + 1).padStart(6, '0')}`;
  return { prompt: { id, prompt: asked.value, conversation, promptTokens, outputTokens } };
}

export type Conversion = { conversations: number; prompts: number; leftOut: Record<string, number> };

/** Conversations of a JSON array, one at a time: the usual file is larger than a text may be in Node (512 MB). */
async function* conversationsOf(path: string, world: Pick<World, 'files'>): AsyncIterable<unknown> {
  const items = Readable.from(world.files.pieces(path)).compose(streamArray.withParserAsStream());
  for await (const item of items) yield (item as { value: unknown }).value;
}

/**
 * ShareGPT JSON -> JSONL of prompts at `to`, in the order of the file; a run shuffles by its own seed. What is left
 * out is counted by reason. Throws DATASET_INVALID where the file is no JSON array or nothing is left.
 */
export async function convertShareGpt(
  from: string,
  to: string,
  filters: ConversationFilters,
  world: Pick<World, 'files'>,
): Promise<Conversion> {
  const done: Conversion = { conversations: 0, prompts: 0, leftOut: {} };
  const temporary = `${to}.part`;
  await world.files.remove(temporary);
  const file = await world.files.openAppend(temporary);
  try {
    for await (const value of conversationsOf(from, world)) {
      const made = promptOfConversation(value, done.conversations, filters);
      done.conversations += 1;
      if ('prompt' in made) await file.append(`${JSON.stringify(made.prompt)}\n`);
      if ('prompt' in made) done.prompts += 1;
      else done.leftOut[made.leftOut] = (done.leftOut[made.leftOut] ?? 0) + 1;
    }
    await file.sync();
  } catch (error) {
    if (error instanceof DynoError) throw error;
    throw new DynoError('DATASET_INVALID', `${from} is no JSON array of conversations: ${(error as Error).message}`);
  } finally {
    await file.close();
  }
  if (done.prompts === 0) {
    throw new DynoError(
      'DATASET_INVALID',
      `${from}: none of its ${done.conversations} conversations passes the filters`,
    );
  }
  await world.files.rename(temporary, to);
  return done;
}
