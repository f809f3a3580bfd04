import { accessTo } from '../../domain/endpoint-access.ts';
import type { ReadyEngine } from '../../domain/engine-life.ts';
import type { Plan } from '../../domain/plan.ts';
import type { World } from '../../world.ts';

/** An engine that is asked about lengths before the load. */
export type Asked = { engine: ReadyEngine; plan: Plan; world: World };

/** A tokenizer answers within milliseconds, one token after a prompt within seconds. */
const timeoutMs = 60_000;

/** POSTs JSON to the engine; null for any answer but a 200 with JSON. Throws when the run is stopped. */
export async function postJson({ engine, plan, world }: Asked, path: string, body: unknown): Promise<unknown> {
  const { headers, route } = await accessTo(plan.target, world.files.readText);
  try {
    const answer = await world.http.fetch(`${engine.url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      route,
      body: JSON.stringify(body),
      timeoutMs,
      signal: world.stop,
    });
    return answer.status === 200 ? JSON.parse(answer.text) : null;
  } catch {
    world.stop.throwIfAborted();
    return null;
  }
}

/** Works on all items, at most so many at once, and keeps their order. */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
) {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
