import { readAllEngines } from '../config/engines.ts';
import { loadConfig } from '../config/load-config.ts';
import type { ComparedEngine } from '../domain/comparison.ts';
import type { Config } from '../domain/config.ts';
import type { Plan } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
import { runPoints } from '../domain/suite-points.ts';
import { asDynoError, DynoError } from '../errors.ts';
import { makePlan } from '../plan/make-plan.ts';
import { askedEngines, type Candidate, defaultEngines, missingImage } from '../preflight/fitting-engines.ts';
import { absentEngine } from '../run/absent-engine.ts';
import type { World } from '../world.ts';

/** What `bench-all` will run, and the engines that it will not, with the reason. */
export type SequencePlan = { plans: Plan[]; absent: ComparedEngine[] };

type Planned = { candidate: Candidate; plan: Plan | DynoError };

/** One error of several: the first decides the code, all are told. */
function together(errors: DynoError[]): DynoError | null {
  const [first] = errors;
  if (first === undefined || errors.length === 1) return first ?? null;
  const detail = errors.flatMap(({ code, message, detail: lines }) => [`${code}: ${message}`, ...lines]);
  return new DynoError(first.code, `${errors.length} engines cannot be planned`, { detail });
}

/** One suite for all engines: its own choice could be another for each. */
function suiteOf(request: BenchRequest, fit: Candidate[]): string {
  return request.suite ?? (fit.some(({ engine }) => engine.needs === 'nvidia-gpu') ? 'default' : 'quick');
}

/** A sweep over what an engine is told only once makes several plans of one engine: runs of `bench`, compared later. */
function checkSweep(config: Config): Config {
  if (runPoints(config.suite).length <= 1) return config;
  throw new DynoError('CONFIG_INVALID', `sweep: ${config.engine.name} would need a run for each value`, {
    hint: 'run ./dyno bench for each engine, then ./dyno report --comparison with the run folders',
  });
}

async function planOne(candidate: Candidate, request: BenchRequest, world: World): Promise<Planned> {
  const { engine, asProcess } = candidate;
  const plan = await loadConfig({ ...request, engine: engine.name }, { engine: engine.name, asProcess }, world)
    .then((config) => makePlan(checkSweep(config), world))
    .catch(asDynoError);
  return { candidate, plan };
}

/** Why an engine that fits is not run all the same: its image would have to be pulled, and that was not asked for. */
async function imageProblem(plan: Plan, how: { named: boolean; skipsSetup: boolean }, world: World) {
  if (how.named && !how.skipsSetup) return null;
  if (plan.engine.needs === 'nvidia-gpu' && !how.skipsSetup) return null;
  const image = await missingImage(plan, world);
  if (image === null) return null;
  const mend = how.skipsSetup ? '--skip-setup pulls none' : `name it with --engines to have it pulled`;
  return `its image ${image} is not here (${mend})`;
}

/**
 * Chooses the engines, plans each of them, starts nothing. Throws what is wrong with the request, for all engines at
 * once: UNKNOWN_ENGINE, UNKNOWN_MODEL, CONFIG_INVALID, DATASET_INVALID, USAGE.
 */
export async function planSequence(
  request: BenchRequest,
  names: string[] | null,
  skipsSetup: boolean,
  world: World,
): Promise<SequencePlan> {
  const engines = await readAllEngines(world);
  const all = names === null ? await defaultEngines(engines, world) : await askedEngines(names, engines, world);
  const fit = all.filter(({ runsHere }) => runsHere);
  const asked = { ...request, suite: suiteOf(request, fit) };
  const planned: Planned[] = [];
  for (const candidate of fit) planned.push(await planOne(candidate, asked, world));
  const wrong = together(planned.map(({ plan }) => plan).filter((plan) => plan instanceof DynoError));
  if (wrong !== null) throw wrong;
  const plans: Plan[] = [];
  const absent = all
    .filter(({ runsHere }) => !runsHere)
    .map(({ engine, why }) => absentEngine({ engine, model: null }, 'notRun', why));
  for (const { plan } of planned) {
    if (plan instanceof DynoError) continue;
    const problem = await imageProblem(plan, { named: names !== null, skipsSetup }, world);
    if (problem === null) plans.push(plan);
    else absent.push(absentEngine(plan, 'notRun', problem));
  }
  return { plans, absent };
}
