import type { StartedEngine } from '../domain/engine-life.ts';
import { valueAtPointer } from '../domain/json-pointer.ts';
import type { Plan } from '../domain/plan.ts';
import type { World } from '../world.ts';
import { ask } from './ask.ts';

/** What the engine says of itself: its version, and the whole answer that held it. Unknown is null. */
export type SelfReport = { version: string | null; answer: unknown };

export async function readVersion(engine: StartedEngine, plan: Plan, world: World): Promise<SelfReport> {
  const from = plan.engine.versionFrom;
  if (from === null) return { version: null, answer: null };
  const reply = await ask(engine, from.path, plan, world);
  if (!('response' in reply) || reply.response.status !== 200) return { version: null, answer: null };
  try {
    const answer: unknown = JSON.parse(reply.response.text);
    const found = valueAtPointer(answer, from.pointer);
    return { version: typeof found === 'string' || typeof found === 'number' ? String(found) : null, answer };
  } catch {
    // A version in plain text: the answer is the version.
    return { version: reply.response.text.trim().slice(0, 200) || null, answer: null };
  }
}
