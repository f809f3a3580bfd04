import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';
import { environmentSchema } from './environment.ts';
import { fairnessSheetSchema } from './fairness.ts';
import { planSchema } from './plan.ts';
import { repeatsSchema } from './repeats.ts';
import { runSchema } from './run.ts';
import { statisticsSchema } from './statistics.ts';
import { verdictSchema } from './verdict.ts';

/** One cell with everything that was made of it. */
export const measuredCellSchema = z.strictObject({ statistics: statisticsSchema, verdict: verdictSchema });
export type MeasuredCell = z.infer<typeof measuredCellSchema>;

/** `ENGINE.json`: one engine's run as one document; everything in it can be recomputed from the samples. */
export const engineResultSchema = z.strictObject({
  version: z.literal(1),
  engine: z.string(),
  timestamp: z.string(),
  config: planSchema,
  benchmarks: z.strictObject({
    throughput: z.array(measuredCellSchema),
    json_struct: z.array(measuredCellSchema),
    low_latency: z.array(measuredCellSchema),
  }),
  repeats: z
    .array(repeatsSchema)
    .default([])
    .describe('figures over the runs of each test that has several; empty: none has, or made by an older version'),
  system: environmentSchema,
  calibration: calibrationSchema.nullable().describe('the load generator before the run; null: it was not calibrated'),
  fairness: fairnessSheetSchema
    .nullable()
    .default(null)
    .describe('what the engine was asked to do and does; null: made by a version that did not read it back'),
  validity: z.enum(['VALID', 'WARN', 'INVALID']).nullable().describe('worst verdict of its cells; null: no cell ended'),
  logs: z.strictObject({ engine: z.string(), loadGenerator: z.string() }).describe('files of the run folder'),
  run: runSchema,
  missing: z
    .array(z.strictObject({ cell: z.string(), why: z.string() }))
    .default([])
    .describe('cells of the plan that are not in here, and why; older results name none'),
});
export type EngineResult = z.infer<typeof engineResultSchema>;

/** Name of the result in a run folder. */
export function resultFile({ engine }: { engine: { name: string } }): string {
  return `${engine.name}.json`;
}
