import { accessTo } from '../../domain/endpoint-access.ts';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import type { ProfileCall } from '../../domain/profile.ts';
import { DynoError } from '../../errors.ts';
import type { World } from '../../world.ts';

/** A stop writes the traces of the whole load before it answers. */
const limitMs = 600_000;

type Profiled = { engine: ReadyEngine; cell: Cell; plan: Plan };

/** Each cell has a folder of its own where the engine can be told. */
function cellFolder(folder: string, { id }: Cell): string {
  return `${folder}/${id.replaceAll('/', '_')}`;
}

function bodyOf({ body }: ProfileCall, folder: string): string {
  return body === null ? '' : JSON.stringify(body).replaceAll('{folder}', folder);
}

async function tell({ engine, plan }: Profiled, call: ProfileCall, folder: string, world: World): Promise<void> {
  const { headers, route } = await accessTo(plan.target, world.files.readText);
  const text = bodyOf(call, folder);
  const body = text === '' ? {} : { body: text };
  const json = text === '' ? {} : { 'content-type': 'application/json' };
  const request = { method: call.method, headers: { ...headers, ...json }, route, ...body, timeoutMs: limitMs };
  const answer = await world.http.fetch(`${engine.url}${call.path}`, request).catch((error: Error) => {
    throw new DynoError('PROFILER_FAILED', `${call.path}: ${error.message}`, { cause: error });
  });
  if (answer.status === 200) return;
  const words = answer.text.trim().slice(0, 300) || 'nothing more';
  throw new DynoError('PROFILER_FAILED', `${call.path} answers ${answer.status}: ${words}`);
}

/**
 * Does the work while the engine's own profiler looks on, if the plan wants that. What goes wrong in the work is thrown
 * as it is. Throws PROFILER_FAILED.
 */
export async function withProfiler<T>(profiled: Profiled, work: () => Promise<T>, world: World): Promise<T> {
  const { plan, cell } = profiled;
  const { profile } = plan.engine;
  if (!plan.profile || 'unsupported' in profile) return work();
  const folder = cellFolder(profile.folder, cell);
  await tell(profiled, profile.start, folder, world);
  const stop = () => tell(profiled, profile.stop, folder, world);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  await stop();
  return result;
}
