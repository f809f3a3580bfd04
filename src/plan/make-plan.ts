import type { Config } from '../domain/config.ts';
import type { Plan, Target } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { makeCells } from './cells.ts';
import { checkSupport } from './check-support.ts';
import { shellVariables } from './compose-variables.ts';
import { planDataset } from './datasets.ts';
import { checkEnoughPrompts } from './enough-prompts.ts';
import { hashPlan } from './hash.ts';
import { requestLines } from './request-lines.ts';
import { fairnessSheet, settingVariables } from './settings.ts';

/** Compose variables of this run: the model, what only this model needs, then the suite's settings. */
function variables(config: Config): Record<string, string> {
  return {
    DYNO_MODEL: config.model.hubId ?? config.model.name,
    DYNO_SERVED_MODEL: config.servedModel,
    // Each health check is a process in the engine's container; readiness asks over HTTP instead.
    DYNO_HEALTH_INTERVAL: '1h',
    ...config.model.engines[config.engine.name]?.variables,
    ...settingVariables(config),
  };
}

async function plannedTarget(config: Config, world: World): Promise<Target> {
  if (config.target.kind !== 'container') return config.target;
  const shell = await shellVariables(config.target.composeFile, world);
  return { ...config.target, variables: { ...shell, ...variables(config), ...config.target.variables } };
}

/** Config -> everything that will happen, in order. Throws DATASET_INVALID, CONFIG_INVALID. */
export async function makePlan(config: Config, world: World): Promise<Plan> {
  const cells = makeCells(config);
  if (cells.length === 0) {
    throw new DynoError('CONFIG_INVALID', 'no test is enabled, so there is nothing to do; see tests.*.enabled');
  }
  checkSupport(config, cells);
  const { dataset } = config.suite;
  const datasets = {
    prompts: await planDataset(dataset.prompts, 'prompts', world),
    warmup: await planDataset(dataset.warmup, 'prompts', world),
    schemas: await planDataset(dataset.schemas, 'schemas', world),
  };
  checkEnoughPrompts(config.suite, cells, datasets.prompts);
  const hash = hashPlan({ suite: config.suite, model: config.model, cells, datasets });
  return {
    version: 1,
    hash,
    engine: config.engine,
    model: config.model,
    servedModel: config.servedModel,
    target: await plannedTarget(config, world),
    suite: config.suite,
    datasets,
    fairness: fairnessSheet(config),
    requests: requestLines(config, cells),
    cells,
  };
}
