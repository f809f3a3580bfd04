import type { ReadyEngine, StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';
import { checkModel } from './check-model.ts';
import { type Deadline, leftMs } from './deadline.ts';
import { awaitFirstToken, type FirstRequest } from './first-token.ts';
import { readVersion } from './read-version.ts';
import { throwIfDead, waitHealthy } from './wait-healthy.ts';

/** The first request may still compile kernels: a late engine gets this long for it, or its whole deadline if shorter. */
const firstTokenAtLeastMs = 60_000;

/**
 * Waits until the engine is alive, serves the right model and has streamed a real token.
 * Throws ENGINE_EXITED, READY_TIMEOUT, ENDPOINT_REFUSED, ENDPOINT_DENIED, WRONG_MODEL, REQUEST_REJECTED, NO_FIRST_TOKEN.
 */
export async function awaitReady(
  engine: StartedEngine,
  plan: Plan,
  first: FirstRequest,
  run: RunContext,
  world: World,
): Promise<ReadyEngine> {
  const limitS = plan.engine.readiness.deadlineS;
  const startedAtMs = run.elapsedMs();
  const deadline: Deadline = { atMs: startedAtMs + limitS * 1000, limitS };
  await waitHealthy(engine, plan, deadline, run, world);
  const readyAtMs = run.elapsedMs();
  engine.phases.push({ phase: 'ready', startedAtMs, endedAtMs: readyAtMs, source: 'probe' });
  const served = await checkModel(engine, plan, world);
  const askedAtMs = run.elapsedMs();
  const limitMs = Math.max(Math.min(firstTokenAtLeastMs, limitS * 1000), leftMs(deadline, run));
  await awaitFirstToken(engine, plan, first, limitMs, world).catch(async (error: unknown) => {
    // An engine that died at its first request: its log says more than a broken connection.
    world.stop.throwIfAborted();
    await throwIfDead(engine);
    throw error;
  });
  engine.phases.push({ phase: 'first token', startedAtMs: askedAtMs, endedAtMs: run.elapsedMs(), source: 'probe' });
  const report = await readVersion(engine, plan, world);
  const selfReport = {
    ...(served.answer !== null && { '/v1/models': served.answer }),
    ...(report.answer !== null && { [plan.engine.versionFrom?.path ?? '']: report.answer }),
  };
  return { ...engine, readyAtMs, version: report.version, models: served.models, selfReport };
}
