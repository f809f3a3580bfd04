import type { EngineHealth, ReadyEngine } from '../domain/engine-life.ts';
import { asDynoError, DynoError } from '../errors.ts';
import type { World } from '../world.ts';

const pollMs = 2_000;

/** The engine's end as the error a user sees. */
export function crashed(health: Extract<EngineHealth, { alive: false }>): DynoError {
  const memory = health.oomKilled ? ' (out of memory)' : '';
  return new DynoError('ENGINE_CRASHED', `${health.why}${memory}`, { detail: health.lastLines });
}

/** Asks once: the reason why the engine is gone, or null while it lives. A daemon that does not answer is a reason. */
export async function engineTrouble(engine: ReadyEngine): Promise<DynoError | null> {
  try {
    const health = await engine.health();
    return health.alive ? null : crashed(health);
  } catch (error) {
    return asDynoError(error);
  }
}

/** Asks every two seconds until the engine is gone (its reason) or the signal aborts (null). */
export async function watchEngine(engine: ReadyEngine, world: World, signal: AbortSignal): Promise<DynoError | null> {
  while (!signal.aborted) {
    await world.clock.sleep(pollMs, signal);
    if (signal.aborted) break;
    const trouble = await engineTrouble(engine);
    if (trouble !== null) return trouble;
  }
  return null;
}
