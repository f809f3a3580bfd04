import { z } from 'zod';

const level = z.number().int().min(1).max(10_000);
const ratePerS = z.number().positive().max(100_000).describe('mean requests per second that the schedule offers');

/** Enough that a healthy engine never fills them; each is a virtual user of k6, made before the first request. */
const maxInFlight = level
  .default(512)
  .describe('most requests in flight at once; one that finds no place is sent late, never dropped');

/**
 * How requests are released; `kind` is also the name of the k6 scenario file. `concurrency` is a closed loop: a request
 * follows the end of another. All others are open loops: a schedule, computed beforehand, says when each is due.
 */
export const shapeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('concurrency'), concurrency: level.describe('requests in flight') }),
  z.strictObject({ kind: z.literal('constant-rate'), ratePerS, maxInFlight }),
  z.strictObject({ kind: z.literal('poisson'), ratePerS, maxInFlight }),
  z.strictObject({
    kind: z.literal('gamma'),
    ratePerS,
    burstiness: z
      .number()
      .min(0.01)
      .max(1_000)
      .describe('shape of the gamma distribution of gaps: 1 is poisson, below 1 burstier, above 1 smoother'),
    maxInFlight,
  }),
  z.strictObject({
    kind: z.literal('burst'),
    maxInFlight: level.default(10_000).describe('most requests in flight at once; the others wait for a place'),
  }),
]);
export type Shape = z.infer<typeof shapeSchema>;

/** A shape whose requests are due at instants of a schedule, whatever became of the ones before. */
export type OpenShape = Exclude<Shape, { kind: 'concurrency' }>;

/** True for a kind that has a rate. */
export function kindHasRate(kind: string): boolean {
  return shapeSchema.options.some((option) => option.shape.kind.value === kind && 'ratePerS' in option.shape);
}

/** True for an open loop. */
export function isOpen(shape: Shape): shape is OpenShape {
  return shape.kind !== 'concurrency';
}

/** How many requests may be in flight at once. */
export function inFlightLimit(shape: Shape): number {
  return isOpen(shape) ? shape.maxInFlight : shape.concurrency;
}

/** The rate that an open loop asks for; null in a closed loop and where all requests are due at once. */
export function ratePerSOf(shape: Shape): number | null {
  return 'ratePerS' in shape ? shape.ratePerS : null;
}

/** Whether two cells were measured at the same load level. */
export function isSameLevel(one: Shape, other: Shape): boolean {
  return shapeInWords(one) === shapeInWords(other);
}

/** A shape for people: "8 in flight", "gamma, 20 requests/s, burstiness 0.5, at most 512 in flight". */
export function shapeInWords(shape: Shape): string {
  if (!isOpen(shape)) return `${shape.concurrency} in flight`;
  const parts = [
    shape.kind,
    'ratePerS' in shape ? `${shape.ratePerS} requests/s` : 'all at once',
    'burstiness' in shape ? `burstiness ${shape.burstiness}` : null,
    `at most ${shape.maxInFlight} in flight`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** A shape in a few characters, for tables: "8 at once", "poisson 200/s", "gamma 20/s b0.5", "burst". */
export function shapeInShort(shape: Shape): string {
  if (!isOpen(shape)) return `${shape.concurrency} at once`;
  const rate = 'ratePerS' in shape ? ` ${shape.ratePerS}/s` : '';
  return `${shape.kind}${rate}${'burstiness' in shape ? ` b${shape.burstiness}` : ''}`;
}
