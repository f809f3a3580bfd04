import type { CacheReset } from '../../domain/cache-reset.ts';
import { accessTo } from '../../domain/endpoint-access.ts';
import type { EngineDefinition } from '../../domain/engine-definition.ts';
import type { Plan } from '../../domain/plan.ts';
import type { HttpResponse, World } from '../../world.ts';

type Reset = NonNullable<EngineDefinition['resetPrefixCache']>;
export type ResetAnswer = NonNullable<CacheReset['answer']>;

/** An engine keeps its cache while a request holds blocks of it; after a load that is soon over. */
const busyLimitMs = 30_000;
const pollMs = 200;

const shownLength = 300;

function valueAt(text: string, pointer: string): unknown {
  try {
    return pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], JSON.parse(text));
  } catch {
    return undefined;
  }
}

function succeeded({ okPointer }: Reset, { status, text }: HttpResponse): boolean {
  return status === 200 && (okPointer === null || valueAt(text, okPointer) === true);
}

/** vLLM says 200 and false, SGLang 400; any other refusal will not go away. */
function isBusy({ status }: HttpResponse): boolean {
  return status === 200 || status === 400;
}

/**
 * Asks the engine to empty its cache, again while it is busy. `why` is empty if it says that it did. Throws only the
 * reason of a stop.
 */
export async function askReset(
  url: string,
  reset: Reset,
  plan: Plan,
  world: World,
): Promise<{ answer: ResetAnswer | null; why: string }> {
  const access = await accessTo(plan.target, world.files.readText);
  const startMs = world.clock.monotonicMs();
  const request = { method: reset.method, ...access, timeoutMs: busyLimitMs, signal: world.stop } as const;
  for (let asked = 1; ; asked += 1) {
    world.stop.throwIfAborted();
    const response = await world.http.fetch(`${url}${reset.path}`, request).catch((error: Error) => error);
    const tookMs = Math.round(world.clock.monotonicMs() - startMs);
    if (response instanceof Error) return { answer: null, why: `${reset.path}: ${response.message}` };
    const { status, text } = response;
    const answer = { status, text: text.trim().slice(0, shownLength), asked, tookMs };
    if (succeeded(reset, response)) return { answer, why: '' };
    if (!isBusy(response) || tookMs >= busyLimitMs) {
      return { answer, why: `${reset.path} answers ${status}: ${answer.text || '(empty)'}` };
    }
    await world.clock.sleep(pollMs, world.stop);
  }
}
