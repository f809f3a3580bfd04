import { z } from 'zod';

const tokens = z.number().int().min(1).max(131_072);

/** A distribution of lengths in tokens; `kind` is also the name of its file in `load/lengths/`. */
export const lengthsSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), tokens }),
    z.strictObject({ kind: z.literal('uniform'), min: tokens, max: tokens }),
    z.strictObject({
      kind: z.literal('choices'),
      choices: z
        .array(z.strictObject({ tokens, weight: z.number().positive().default(1) }))
        .min(1)
        .describe('a length is drawn as often as its weight says'),
    }),
    z.strictObject({
      kind: z.literal('lognormal'),
      median: z.number().positive(),
      sigma: z.number().positive().max(5).describe('standard deviation of ln(length)'),
      min: tokens.default(1),
      max: tokens.describe('a length beyond min or max is drawn again'),
    }),
  ])
  .superRefine((lengths, context) => {
    if (!('min' in lengths)) return;
    const { min, max } = lengths;
    if (min > max) context.addIssue({ code: 'custom', path: ['min'], message: 'min is above max' });
    if (lengths.kind === 'lognormal' && (lengths.median < min || lengths.median > max)) {
      context.addIssue({ code: 'custom', path: ['median'], message: 'the median lies outside of min and max' });
    }
  });
export type Lengths = z.infer<typeof lengthsSchema>;

/** How a suite writes lengths: `{ tokens: 128 }` is short for fixed ones. */
export const askedLengthsSchema = z.strictObject({ tokens: z.union([tokens, lengthsSchema]) });
export type AskedLengths = z.infer<typeof askedLengthsSchema>;

/** The long form of what a suite asks for; null where it asks for no lengths. */
export function lengthsOf(asked: AskedLengths | undefined): Lengths | null {
  if (asked === undefined) return null;
  return typeof asked.tokens === 'number' ? { kind: 'fixed', tokens: asked.tokens } : asked.tokens;
}

/** The longest that a distribution can give. */
export function longestOf(lengths: Lengths): number {
  if (lengths.kind === 'fixed') return lengths.tokens;
  if (lengths.kind === 'choices') return Math.max(...lengths.choices.map((choice) => choice.tokens));
  return lengths.max;
}

/** Lengths for people: "128", "64 to 256, evenly", "64 (weight 3) or 512 (weight 1)", "lognormal, median 200, sigma 0.5, 16 to 1024". */
export function lengthsInWords(lengths: Lengths): string {
  switch (lengths.kind) {
    case 'fixed':
      return String(lengths.tokens);
    case 'uniform':
      return `${lengths.min} to ${lengths.max}, evenly`;
    case 'choices':
      return lengths.choices.map((choice) => `${choice.tokens} (weight ${choice.weight})`).join(' or ');
    case 'lognormal':
      return `lognormal, median ${lengths.median}, sigma ${lengths.sigma}, ${lengths.min} to ${lengths.max}`;
  }
}
