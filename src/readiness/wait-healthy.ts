import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type Answer, ask, excerpt } from './ask.ts';
import { type Deadline, leftMs, tooLate } from './deadline.ts';

/** Pause between two questions: short against a start-up, long against an inspect of the container (3 ms). */
const pollMs = 150;

/**
 * Step 1: the health path answers 200. Throws ENGINE_EXITED as soon as the engine is dead, READY_TIMEOUT,
 * ENDPOINT_REFUSED at once where nobody answers at an endpoint that should already run, ENDPOINT_DENIED.
 */
export async function waitHealthy(
  engine: StartedEngine,
  plan: Plan,
  deadline: Deadline,
  run: RunContext,
  world: World,
): Promise<void> {
  const path = plan.engine.readiness.healthPath;
  for (;;) {
    const answer = await ask(engine, path, plan, world);
    if ('response' in answer && isHealthy(engine, answer.response.status)) return;
    if (engine.kind === 'endpoint' && 'failure' in answer) {
      throw new DynoError('ENDPOINT_REFUSED', `${engine.url} does not answer: ${answer.failure}`);
    }
    await throwIfDead(engine);
    if (leftMs(deadline, run) <= 0)
      throw await tooLate(engine, `health (${path} answers 200)`, words(answer), deadline, run);
    await world.clock.sleep(pollMs, world.stop);
    world.stop.throwIfAborted();
  }
}

/** An endpoint of somebody else's may have no health path; its models and first token decide then. */
function isHealthy(engine: StartedEngine, status: number): boolean {
  return status === 200 || (engine.kind === 'endpoint' && status === 404);
}

/** Throws ENGINE_EXITED with the end of the log. */
export async function throwIfDead(engine: StartedEngine): Promise<void> {
  if (engine.kind === 'endpoint') return;
  const health = await engine.health();
  if (health.alive) return;
  throw new DynoError('ENGINE_EXITED', `the engine ended before it was ready: ${health.why}`, {
    detail: health.lastLines,
  });
}

function words(answer: Answer): string {
  return 'failure' in answer ? answer.failure : `${answer.response.status} ${excerpt(answer.response.text)}`;
}
