import { z } from 'zod';

const number = z.number().nullable();

/** What client and engine both know of a load. */
export const crossChecked = ['outputTokens', 'promptTokens', 'requests', 'ttftMeanMs', 'inFlightMean'] as const;
export type CrossChecked = (typeof crossChecked)[number];

/** One figure of the client beside the same one by the engine's own metrics. */
export const crossCheckSchema = z.strictObject({
  what: z.enum(crossChecked),
  client: number,
  engine: number,
  apart: number.describe('engine - client, of which what the client cannot know is no part; null: not compared'),
  limit: number.describe('how far apart they may be, either way'),
  why: z.string().nullable().describe('why they were not compared; null: they were'),
});
export type CrossCheck = z.infer<typeof crossCheckSchema>;
