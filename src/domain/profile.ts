import { z } from 'zod';

const call = z.strictObject({
  method: z.enum(['GET', 'POST']).default('POST'),
  path: z.string().startsWith('/'),
  body: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .describe('{folder} in a text becomes the folder of the cell'),
});
export type ProfileCall = z.infer<typeof call>;

/** The engine's own profiler: how it is turned on and off around a load, and where it leaves its traces. */
export const profilerSchema = z.union([
  z.strictObject({
    start: call,
    stop: call,
    folder: z.string().startsWith('/').describe('inside the container; its content is kept as profile.tar'),
    variables: z.record(z.string(), z.string()).default({}).describe('Compose variables that make it available'),
  }),
  z.strictObject({ unsupported: z.string().describe('why there is none') }),
]);
export type Profiler = z.infer<typeof profilerSchema>;
