import { z } from 'zod';
import { suiteSchema, testNames } from '../domain/suite.ts';

/** A key as variables write it: maxTokens -> MAX_TOKENS, json_struct -> JSON_STRUCT. */
function screaming(key: string): string {
  return key.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

/** The keys that a value of this schema may have, each with its own schema; none for a number, a text, a list. */
function keysOf(schema: z.ZodType): [string, z.ZodType][] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return keysOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(keysOf);
  return schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : [];
}

function descend(schema: z.ZodType, steps: readonly string[]): string[] | null {
  const [step, ...rest] = steps;
  if (step === undefined) return [];
  for (const [key, inner] of keysOf(schema)) {
    const path = screaming(key) === step ? descend(inner, rest) : null;
    if (path !== null) return [key, ...path];
  }
  return null;
}

const { tests, engine } = suiteSchema.shape;
const ofTest = tests.shape.throughput;

/** Where a key of the suite stands: in a named place, or in each test that is meant. */
export type Place = { of: 'suite'; path: string[] } | { of: 'tests'; path: string[] };

/**
 * Finds the key that a name means: MAX_TOKENS, SLO__TTFT_MS, TESTS__LOW_LATENCY__INPUT__TOKENS. Steps of a path are
 * parted by two underscores. The path is looked for from the top of the suite, then inside a test, then inside
 * `engine`. Null: there is no such key.
 */
export function placeOf(name: string): Place | null {
  const steps = name.split('__');
  const top = descend(suiteSchema, steps);
  if (top !== null) return { of: 'suite', path: top };
  const inTest = descend(ofTest, steps);
  if (inTest !== null) return { of: 'tests', path: inTest };
  const inEngine = descend(engine, steps);
  return inEngine === null ? null : { of: 'suite', path: ['engine', ...inEngine] };
}

/** Names without a path, as users write them most; for messages. */
export function shortNames(): string[] {
  const groups = [suiteSchema, ofTest, engine].flatMap((schema) => keysOf(schema).map(([key]) => screaming(key)));
  return [...new Set(groups)].filter((name) => name !== 'TESTS').sort();
}

/** Names of the tests, as variables write them. */
export const testPrefixes: string[] = testNames.map((test) => `TESTS__${screaming(test)}`);

/** How many letters must be put in, taken out or exchanged to make one text of another (Levenshtein 1966). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const exchanged = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** The candidate that a misspelt name is most likely to mean; null where none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map((candidate) => ({ candidate, apart: distance(name, candidate) }))
    .sort((a, b) => a.apart - b.apart);
  return best !== undefined && best.apart <= Math.max(2, name.length / 3) ? best.candidate : null;
}
