import { z } from 'zod';
import { cellSchema } from './plan.ts';
import { sampleSchema } from './sample.ts';

const { outcome, status, finishReason, inputTokens, outputTokens, error, answer } = sampleSchema.shape;

/** A line of `validation.jsonl`: one small request of a kind that the plan will send, and what came of it. */
export const validationSchema = z.strictObject({
  id: z.string(),
  test: cellSchema.shape.test,
  constraint: cellSchema.shape.constraint,
  batchSize: cellSchema.shape.batchSize,
  path: z.string(),
  body: z.record(z.string(), z.unknown()).describe('exactly what was sent'),
  accepted: z.boolean().describe('200, no error event, a finish reason for each prompt, a proper end'),
  notes: z.array(z.string()).describe('what is odd and stops nothing'),
  ...{ outcome, status, finishReason, inputTokens, outputTokens, answer, error },
});
export type Validation = z.infer<typeof validationSchema>;
