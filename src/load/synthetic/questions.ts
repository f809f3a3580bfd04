import { createHash } from 'node:crypto';
import type { Cell } from '../../domain/plan.ts';
import { seededRandom } from '../../domain/random.ts';
import { DynoError } from '../../errors.ts';
import { drawLengths } from '../lengths/index.ts';
import type { CellQuestion } from '../questions.ts';
import { composeText } from './compose.ts';
import { mapAtOnce } from './control.ts';
import type { Ruler } from './ruler.ts';

/** Texts of a few tokens must come out alike sooner or later; then one is asked twice. */
const mostAttempts = 20;

/** At most this many texts are being made at once; each asks the tokenizer for itself. */
const textsAtOnce = 8;

/** Warm-up and measured requests of a cell, and attempts at one text, have words of their own. */
function wordSeed(...parts: (string | number)[]): number {
  return createHash('sha256').update(parts.join('/')).digest().readUInt32BE(0);
}

type Use = 'warmup' | 'measured';

/** Texts of these lengths, each unlike every text before; the same for the same cell and engine. */
async function composeAll(lengths: number[], cell: Cell, use: Use, ruler: Ruler, seen: Set<string>) {
  const compose = (index: number, attempt: number) =>
    composeText(lengths[index] ?? 1, ruler, seededRandom(wordSeed(cell.seed, cell.id, use, index, attempt)));
  const texts = await mapAtOnce(lengths, textsAtOnce, (_, index) => compose(index, 0));
  // One after another, so that it does not depend on which tokenizer call came back first.
  for (const index of texts.keys()) {
    for (let attempt = 1; seen.has(texts[index] ?? '') && attempt < mostAttempts; attempt += 1) {
      texts[index] = await compose(index, attempt);
    }
    seen.add(texts[index] ?? '');
  }
  return texts;
}

function checkShortest(lengths: number[], cell: Cell, ruler: Ruler): void {
  const shortest = lengths.reduce((least, length) => Math.min(least, length), Number.POSITIVE_INFINITY);
  if (shortest > ruler.emptyTokens) return;
  throw new DynoError(
    'CONFIG_INVALID',
    `tests.${cell.test}.input: ${shortest} tokens are asked for, but a ${cell.endpoint} prompt without any text has ${ruler.emptyTokens}`,
    { hint: `ask for more, or set tests.${cell.test}.endpoint to completions, which has no chat template` },
  );
}

/**
 * `count` requests whose prompts are made of words, with the lengths that the cell asks for. `seen`: texts that the
 * engine was asked already. Throws CONFIG_INVALID for lengths that leave no room for any text.
 */
export async function syntheticQuestions(
  cell: Cell,
  count: number,
  use: Use,
  ruler: Ruler,
  seen: Set<string>,
): Promise<CellQuestion[]> {
  if (cell.input === null) throw new Error(`${cell.id} asks for no lengths`);
  const { batchSize } = cell;
  const lengths = drawLengths(cell.input, count * batchSize, 'input', cell.seed);
  checkShortest(lengths, cell, ruler);
  const texts = await composeAll(lengths, cell, use, ruler, seen);
  return Array.from({ length: count }, (_, index) => {
    const batch = [index * batchSize, (index + 1) * batchSize] as const;
    const inputTokens = lengths.slice(...batch).reduce((sum, length) => sum + length, 0);
    const prompts = texts.slice(...batch);
    const asked = { inputTokens, outputTokens: null, counted: ruler.counted };
    // Equal texts have equal ids, so that a repeat can be told.
    const promptIds = prompts.map((text) => `s-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`);
    return {
      question: { prompts, instruction: null, schema: null },
      meta: { promptIds, schema: null, grade: null, cold: null, jsonSchema: null, asked },
    };
  });
}
