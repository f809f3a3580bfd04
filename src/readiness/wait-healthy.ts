import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { type Answer, ask, excerpt } from './ask.ts';
import { type Deadline, leftMs, tooLate } from './deadline.ts';

/** Pause between two questions: short against a start-up, long against an inspect of the container (3 ms). */
const pollMs = 150;
/** Pause between two looks at a container whose answer is awaited. */
const deathPollMs = 500;

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
    const answer = await askWhileAlive(engine, path, plan, world);
    if ('response' in answer && isHealthy(engine, answer.response.status)) return;
    if (engine.kind === 'endpoint' && 'failure' in answer) {
      throw new DynoError('ENDPOINT_REFUSED', `${engine.url} does not answer: ${answer.failure}`);
    }
    if (leftMs(deadline, run) <= 0)
      throw await tooLate(engine, `health (${path} answers 200)`, words(answer), deadline, run);
    await world.clock.sleep(pollMs, world.stop);
    world.stop.throwIfAborted();
  }
}

/**
 * One question. The address of a container that died is gone from its network, and a connection to it hangs for
 * seconds: so death is looked for while the answer is awaited. Throws ENGINE_EXITED.
 */
async function askWhileAlive(engine: StartedEngine, path: string, plan: Plan, world: World): Promise<Answer> {
  const giveUp = new AbortController();
  const asked = ask(engine, path, plan, world, AbortSignal.any([giveUp.signal, world.stop]));
  asked.catch(() => undefined);
  try {
    for (;;) {
      await throwIfDead(engine);
      const answer = await Promise.race([asked, world.clock.sleep(deathPollMs, giveUp.signal)]);
      if (answer !== undefined) return answer;
    }
  } finally {
    giveUp.abort();
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
