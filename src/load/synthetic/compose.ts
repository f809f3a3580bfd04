import type { Random } from '../../domain/random.ts';
import { fullStop, pieces, type Ruler } from './ruler.ts';

/** Words of a sentence, at least and at most. */
const sentence = [6, 14] as const;

/** Corrections after which a length is taken as near as it got: some tokenizers cannot count to every number. */
const mostCorrections = 40;

/** Where no word is short enough for what is missing, so many tokens are taken away to try others. */
const roomToTry = 8;

const wordPieces = pieces.filter((piece) => piece !== fullStop);

/** What a piece is taken to cost at least: a tokenizer that joins words may call one free, and nothing is free for long. */
const least = 0.3;

function sentenceLength(random: Random): number {
  return sentence[0] + Math.floor(random() * (sentence[1] - sentence[0] + 1));
}

function costOf(piece: string, ruler: Ruler): number {
  return Math.max(least, ruler.costOf(piece));
}

/** A random word that costs no more than there is room for; null if there is none. */
function wordFor(room: number, ruler: Ruler, random: Random): string | null {
  const first = wordPieces[Math.floor(random() * wordPieces.length)] as string;
  if (costOf(first, ruler) <= room) return first;
  const fitting = wordPieces.filter((piece) => costOf(piece, ruler) <= room);
  return fitting[Math.floor(random() * fitting.length)] ?? null;
}

/** Appends words, in sentences, until the room is used up. False: there is no word that short. */
function fill(text: string[], room: number, ruler: Ruler, random: Random): boolean {
  const before = text.length;
  let left = room;
  let toStop = sentenceLength(random);
  while (left > 0) {
    const ends = toStop === 0 && costOf(fullStop, ruler) < left;
    const piece = ends ? fullStop : wordFor(left, ruler, random);
    if (piece === null) break;
    text.push(piece);
    left -= costOf(piece, ruler);
    toStop = ends ? sentenceLength(random) : Math.max(0, toStop - 1);
  }
  return text.length > before;
}

/** Takes pieces from the end until at least so many tokens are gone. */
function shorten(text: string[], tokens: number, ruler: Ruler): void {
  let left = tokens;
  while (left > 0 && text.length > 0) left -= costOf(text.pop() ?? '', ruler);
}

function joined(text: string[]): string {
  return text.join('').trimStart();
}

/**
 * A text that makes a prompt of so many tokens, counted by the ruler: filled by what each word costs, counted, and
 * corrected at its end until the count is right. A rough ruler is not asked again: its count is its guess.
 */
export async function composeText(tokens: number, ruler: Ruler, random: Random): Promise<string> {
  const text: string[] = [];
  fill(text, tokens - ruler.emptyTokens, ruler, random);
  if (ruler.counted === 'about') return joined(text);
  let best = { text: joined(text), off: Number.POSITIVE_INFINITY };
  for (let correction = 0; correction <= mostCorrections; correction += 1) {
    const now = joined(text);
    const missing = tokens - (await ruler.promptTokens(now));
    if (Math.abs(missing) < best.off) best = { text: now, off: Math.abs(missing) };
    if (missing === 0) return now;
    if (missing < 0) shorten(text, -missing, ruler);
    else if (!fill(text, missing, ruler, random)) shorten(text, roomToTry, ruler);
  }
  return best.text;
}
