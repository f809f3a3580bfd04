import type { Config } from '../domain/config.ts';
import type { Plan, Target } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { makeCells } from './cells.ts';
import { shellVariables } from './compose-variables.ts';
import { planDataset } from './datasets.ts';
import { checkEnoughPrompts } from './enough-prompts.ts';
import { hashPlan } from './hash.ts';
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

/** Engines that stop generating only at their own end token cannot be asked for exact lengths. */
function checkSupport(config: Config): void {
  const asking = Object.entries(config.suite.tests).filter(([, test]) => test.enabled && test.ignoreEos);
  if (asking.length > 0 && !config.engine.api.supports.ignoreEos) {
    const names = asking.map(([name]) => `tests.${name}.ignoreEos`).join(', ');
    throw new DynoError(
      'CONFIG_INVALID',
      `${names}: ${config.engine.name} cannot ignore the end token; set it to false`,
    );
  }
}

/** Config -> everything that will happen, in order. Throws DATASET_INVALID, CONFIG_INVALID. */
export async function makePlan(config: Config, world: World): Promise<Plan> {
  checkSupport(config);
  const cells = makeCells(config);
  if (cells.length === 0) {
    throw new DynoError('CONFIG_INVALID', 'no test is enabled, so there is nothing to do; see tests.*.enabled');
  }
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
    cells,
  };
}
