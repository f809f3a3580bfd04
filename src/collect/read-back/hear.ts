import { join } from 'node:path';
import { accessTo } from '../../domain/endpoint-access.ts';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ReadBack } from '../../domain/read-back.ts';
import type { World } from '../../world.ts';
import { type MetricSample, parsePrometheus } from '../prometheus-text.ts';
import { endpointPaths, logPatterns, metricNames } from './sources.ts';

/** What an engine said of itself, as far as its definition asks for it. */
export type Heard = {
  /** Path -> its JSON answer; a path that gave none is left out. */
  answers: Record<string, unknown>;
  /** Series of the metrics asked for. */
  metrics: MetricSample[];
  /** Regular expression -> the last line of the log that fits. */
  log: Record<string, string>;
};

/** vLLM's first /server_info looks at the whole machine and takes seconds; the engine is idle meanwhile. */
const answerMs = 60_000;

/** A GET whose failure means only that the engine does not say. Throws the reason of a stop. */
async function get(url: string, plan: Plan, world: World): Promise<string | null> {
  try {
    const access = await accessTo(plan.target, world.files.readText);
    const answer = await world.http.fetch(url, { ...access, timeoutMs: answerMs, signal: world.stop });
    return answer.status === 200 ? answer.text : null;
  } catch {
    world.stop.throwIfAborted();
    return null;
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    // Not JSON: it does not say.
    return undefined;
  }
}

/** One after another: an engine's information routes are not made for crowds. */
async function answersOf(paths: string[], engine: ReadyEngine, plan: Plan, world: World) {
  const answers: Record<string, unknown> = {};
  for (const path of paths) {
    const answer = parsed(await get(`${engine.url}${path}`, plan, world));
    if (answer !== undefined) answers[path] = answer;
  }
  return answers;
}

async function metricsOf(names: string[], engine: ReadyEngine, plan: Plan, world: World): Promise<MetricSample[]> {
  const { path, format } = plan.engine.metrics;
  if (names.length === 0 || format === 'none') return [];
  const text = await get(`${engine.url}${path}`, plan, world);
  return parsePrometheus(text ?? '').samples.filter(({ name }) => names.includes(name));
}

/** The last line counts: engines lay out their memory twice, first to try. */
async function logOf(patterns: string[], path: string, world: World): Promise<Record<string, string>> {
  if (patterns.length === 0 || !(await world.files.exists(path))) return {};
  const expressions = patterns.map((pattern) => new RegExp(pattern));
  const found: Record<string, string> = {};
  for await (const line of world.files.lines(path)) {
    for (const expression of expressions) if (expression.test(line)) found[expression.source] = line;
  }
  return found;
}

/**
 * Asks a ready engine, before any load, for what its definition can read back. What cannot be had is left out: an
 * endpoint of somebody else's may have no such route and has no log of ours.
 * @param logFile engine.log of the run; it may be missing
 */
export async function hear(
  places: ReadBack[],
  engine: ReadyEngine,
  plan: Plan,
  logFile: string,
  world: World,
): Promise<Heard> {
  return {
    answers: await answersOf(endpointPaths(places), engine, plan, world),
    metrics: await metricsOf(metricNames(places), engine, plan, world),
    log: await logOf(logPatterns(places), logFile, world),
  };
}

/** Where a run folder has the engine's own log. */
export function engineLogOf(runFolder: string): string {
  return join(runFolder, 'engine.log');
}
