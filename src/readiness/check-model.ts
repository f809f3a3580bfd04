import { z } from 'zod';
import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { ask } from './ask.ts';

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Models a server says it serves; `answer` is its whole answer, null where it has no such list. */
export type ServedModels = { models: string[]; answer: unknown };

/**
 * Step 2: the right model. A server that keeps no list cannot be asked; the first token then shows whether it takes
 * the name. Throws WRONG_MODEL.
 */
export async function checkModel(engine: StartedEngine, plan: Plan, world: World): Promise<ServedModels> {
  const reply = await ask(engine, '/v1/models', plan, world);
  const answer = 'response' in reply && reply.response.status === 200 ? parse(reply.response.text) : null;
  const list = modelsSchema.safeParse(answer);
  if (!list.success) return { models: [], answer: null };
  const models = list.data.data.map(({ id }) => id);
  if (!models.includes(plan.servedModel)) {
    throw new DynoError(
      'WRONG_MODEL',
      `asked for ${plan.servedModel}, but ${engine.url} serves ${models.join(', ') || 'no model'}`,
    );
  }
  return { models, answer };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a list of models: the same as none.
    return null;
  }
}
