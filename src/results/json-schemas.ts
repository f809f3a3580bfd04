import { z } from 'zod';
import { cacheResetSchema } from '../domain/cache-reset.ts';
import { calibrationSchema } from '../domain/calibration.ts';
import { comparisonSchema } from '../domain/comparison.ts';
import { datasetOriginSchema, manifestSchema } from '../domain/dataset.ts';
import { baselineSchema, comparedSidesSchema } from '../domain/difference.ts';
import { engineDefinitionSchema } from '../domain/engine-definition.ts';
import { engineResultSchema } from '../domain/engine-result.ts';
import { environmentSchema } from '../domain/environment.ts';
import { fairnessSheetSchema } from '../domain/fairness.ts';
import { fileHashesSchema } from '../domain/file-hashes.ts';
import { gpuProcessesSchema } from '../domain/gpu-processes.ts';
import { loadPlanSchema, workItemSchema } from '../domain/load-plan.ts';
import { modelsFileSchema } from '../domain/model.ts';
import { perRunSchema } from '../domain/per-run.ts';
import { planSchema } from '../domain/plan.ts';
import { runSchema } from '../domain/run.ts';
import { clientReportSchema, sampleSchema } from '../domain/sample.ts';
import { statisticsSchema } from '../domain/statistics.ts';
import { suiteSchema } from '../domain/suite.ts';
import { validationSchema } from '../domain/validation.ts';
import { verdictSchema } from '../domain/verdict.ts';

type Published = {
  title: string;
  schema: z.ZodType;
  /** input: what a human may write, defaults left out; output: what Dyno writes, every key there. */
  io: 'input' | 'output';
};

/** Every document that others may read or write: file name of its JSON Schema -> its type. */
const published: Record<string, Published> = {
  baseline: { title: 'file of compare --write-baseline', schema: baselineSchema, io: 'output' },
  'cache-reset': { title: 'cache-reset.json of a cell', schema: cacheResetSchema, io: 'output' },
  calibration: { title: 'calibration.json of a run', schema: calibrationSchema, io: 'output' },
  'client-report': { title: 'client.json of a cell', schema: clientReportSchema, io: 'input' },
  'dataset-origin': { title: 'datasets/fetched/NAME.origin.json', schema: datasetOriginSchema, io: 'output' },
  datasets: { title: 'datasets/manifest.yaml', schema: manifestSchema, io: 'input' },
  comparison: { title: 'summary.json of a comparison', schema: comparisonSchema, io: 'output' },
  differences: { title: 'what compare --json prints', schema: comparedSidesSchema, io: 'output' },
  'engine-definition': { title: 'engines/NAME/engine.yaml', schema: engineDefinitionSchema, io: 'input' },
  'engine-result': { title: 'ENGINE.json of a run', schema: engineResultSchema, io: 'output' },
  environment: { title: 'env.json of a run', schema: environmentSchema, io: 'output' },
  fairness: { title: 'fairness.json of a run', schema: fairnessSheetSchema, io: 'output' },
  'file-hashes': { title: 'hashes.json of a run or a cell', schema: fileHashesSchema, io: 'output' },
  'gpu-processes': { title: 'gpu-processes.json of a run', schema: gpuProcessesSchema, io: 'output' },
  'load-plan': { title: 'load.json of a cell', schema: loadPlanSchema, io: 'output' },
  models: { title: 'engines/models.yaml', schema: modelsFileSchema, io: 'input' },
  'per-run': { title: 'a line of per_run.jsonl', schema: perRunSchema, io: 'output' },
  plan: { title: 'plan.yaml of a run', schema: planSchema, io: 'output' },
  run: { title: 'run.json of a run', schema: runSchema, io: 'output' },
  sample: { title: 'a line of requests.jsonl', schema: sampleSchema, io: 'input' },
  statistics: { title: 'statistics.json of a cell', schema: statisticsSchema, io: 'output' },
  suite: { title: 'k6/suites/NAME.yaml', schema: suiteSchema, io: 'input' },
  validation: { title: 'a line of validation.jsonl', schema: validationSchema, io: 'output' },
  verdict: { title: 'verdict.json of a cell', schema: verdictSchema, io: 'output' },
  'work-item': { title: 'a line of workload.jsonl', schema: workItemSchema, io: 'output' },
};

/** The JSON Schemas (draft 2020-12) as texts, by file name in `src/results/schemas/`. */
export function jsonSchemas(): Map<string, string> {
  return new Map(
    Object.entries(published).map(([name, { title, schema, io }]) => {
      const document = { title, ...z.toJSONSchema(schema, { io }) };
      return [`${name}.schema.json`, `${JSON.stringify(document, null, 2)}\n`];
    }),
  );
}
