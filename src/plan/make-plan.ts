import type { Config } from '../domain/config.ts';
import { type CaseList, type Plan, planVersion, type Target } from '../domain/plan.ts';
import { testNames } from '../domain/suite.ts';
import { testPoints } from '../domain/suite-points.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { readCaseList } from './case-list.ts';
import { makeCells } from './cells.ts';
import { checkContext } from './check-context.ts';
import { checkLengths } from './check-lengths.ts';
import { checkProfiler, checkSupport } from './check-support.ts';
import { shellVariables } from './compose-variables.ts';
import { planDataset } from './datasets.ts';
import { checkEnoughPrompts } from './enough-prompts.ts';
import { hashPlan } from './hash.ts';
import { requestLines } from './request-lines.ts';
import { planTemplate } from './request-template.ts';
import { checkSchemas } from './schemas.ts';
import { plannedSettings, settingVariables } from './settings.ts';

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
  const { profile } = config.engine;
  const profiler = config.profile && 'variables' in profile ? profile.variables : {};
  return { ...config.target, variables: { ...shell, ...variables(config), ...profiler, ...config.target.variables } };
}

/** The case lists that enabled tests name, each once. */
async function caseListsOf(config: Config, world: World): Promise<CaseList[]> {
  const named = testNames.flatMap((test) => {
    const used = testPoints(config.suite, test).filter(({ settings }) => settings.enabled);
    const paths = new Set(used.flatMap(({ settings }) => settings.cases ?? []));
    return [...paths].map((path) => ({ test, path }));
  });
  return Promise.all(named.map(({ test, path }) => readCaseList(test, path, world)));
}

/** Config -> everything that will happen, in order. Throws DATASET_INVALID, CONFIG_INVALID. */
export async function makePlan(config: Config, world: World): Promise<Plan> {
  const caseLists = await caseListsOf(config, world);
  const cells = makeCells(config, caseLists);
  if (cells.length === 0) {
    throw new DynoError('CONFIG_INVALID', 'no test is enabled, so there is nothing to do; see tests.*.enabled');
  }
  checkProfiler(config);
  const requestTemplate = await planTemplate(config, cells, world);
  // What the engine's own API takes says nothing about bodies of the user's own.
  if (requestTemplate === null) checkSupport(config, cells);
  checkLengths(cells, config);
  checkContext(config);
  const { dataset } = config.suite;
  const proves = cells.some(({ purpose }) => purpose === 'enforcement');
  const datasets = {
    prompts: await planDataset(dataset.prompts, 'prompts', world),
    warmup: await planDataset(dataset.warmup, 'prompts', world),
    schemas: await planDataset(dataset.schemas, 'schemas', world),
    enforcement: proves ? await planDataset(dataset.enforcement, 'schemas', world) : null,
  };
  checkEnoughPrompts(config.suite, cells, datasets.prompts);
  if (cells.some(({ test }) => test === 'json_struct')) await checkSchemas(datasets.schemas, world);
  if (datasets.enforcement !== null) await checkSchemas(datasets.enforcement, world);
  const { suite, model } = config;
  const hash = hashPlan({ suite, model, cells, datasets, caseLists, requestTemplate });
  return {
    version: planVersion,
    hash,
    engine: config.engine,
    model: config.model,
    servedModel: config.servedModel,
    target: await plannedTarget(config, world),
    suite: config.suite,
    sweepPoint: config.sweepPoint,
    environment: config.environment,
    caseLists,
    requestTemplate,
    profile: config.profile,
    datasets,
    fairness: plannedSettings(config),
    requests: requestLines(config, cells, requestTemplate),
    cells,
    migrated: null,
  };
}
