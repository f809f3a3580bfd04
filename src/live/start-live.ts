import type { LiveEvent, Observe } from '../domain/live-event.ts';
import { DynoError } from '../errors.ts';
import type { Serving, World } from '../world.ts';
import { makeChanges } from './changes.ts';
import { makeHistory } from './history.ts';
import { metricsText } from './metrics/metrics-text.ts';
import { livePage } from './page/page.ts';
import { route, type Sources } from './routes.ts';
import { freshReading, stateOf } from './state-of.ts';
import { afterEvent, type Watched } from './watched.ts';

/** Where the page is, unless another port is asked for: what Prometheus is told to look at. */
export const defaultLivePort = 8099;

const tickMs = 1_000;
/** A page gets this long to take the last state. */
const graceMs = 500;

/** The live page and its server. `close` ends both; nothing of it keeps the program alive. */
export type Live = { url: string; port: number; observe: Observe; close(): Promise<void> };

/** Events that a page shows at once; all others wait for the next second. */
const atOnce: LiveEvent['kind'][] = ['run', 'state', 'cell', 'cellDone', 'end'];

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The state of whatever run is going on, and who waits for news of it. */
function watch(world: Pick<World, 'clock'>) {
  const { clock } = world;
  const changes = makeChanges();
  const history = makeHistory();
  let watched: Watched | null = null;
  /** On the run's clock. */
  const nowMs = () => clock.monotonicMs() - (watched?.clock.monotonicMs ?? 0);
  const state = () => (watched === null ? null : stateOf(watched, nowMs(), clock.now().getTime()));
  const observe: Observe = (happened) => {
    watched = afterEvent(watched, happened, nowMs());
    if (atOnce.includes(happened.kind)) changes.tell();
  };
  async function* events() {
    yield `retry: 2000\n\n${event('history', history.current())}`;
    for (;;) {
      const next = changes.next();
      const now = state();
      if (now !== null) yield event('state', now);
      if (changes.over()) return;
      await next;
    }
  }
  const tick = () => {
    const now = state();
    if (now !== null) history.add(now);
    changes.tell();
  };
  return { observe, changes, tick, events, state, watched: () => watched, nowMs };
}

function sourcesOf(watching: ReturnType<typeof watch>, page: string): Sources {
  const { state, watched, events, nowMs } = watching;
  const raw = (file: string) => {
    const now = watched();
    const text = now === null ? null : (freshReading(now, file, nowMs())?.raw ?? null);
    // TensorRT-LLM's statistics are a JSON list, which no Prometheus reads.
    return text?.startsWith('[') ? null : text;
  };
  const metrics = async () => {
    const [seen, now] = [watched(), state()];
    return seen === null || now === null ? '' : metricsText(now, seen);
  };
  const json = () => {
    const now = state();
    return now === null ? null : JSON.stringify(now);
  };
  return {
    page,
    state: json,
    events,
    metrics,
    engineMetrics: () => raw('engine_metrics.csv'),
    gpuMetrics: () => raw('gpu.csv'),
  };
}

async function listen(port: number, sources: Sources, world: World): Promise<Serving> {
  let served: Serving | null = null;
  const answer: Parameters<World['http']['serve']>[1] = (request) => route(request, sources, served?.port ?? port);
  served = await world.http.serve(port, answer);
  return served;
}

/** `port` null: the usual one, and any free one where that is taken. Throws PORT_TAKEN for a port that was asked for. */
async function listenSomewhere(port: number | null, sources: Sources, world: World): Promise<Serving> {
  try {
    return await listen(port ?? defaultLivePort, sources, world);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (port === null) return listen(0, sources, world);
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${code})`;
    throw new DynoError('PORT_TAKEN', `port ${port} for the live page ${why}`, {
      cause: error,
      hint: 'give another --live-port, or --live alone, which takes any that is free',
    });
  }
}

/** Starts the server of the live page. What happens is told to `observe`; a program may run several runs one after another. */
export async function startLive(port: number | null, world: World): Promise<Live> {
  const watching = watch(world);
  const serving = await listenSomewhere(port, sourcesOf(watching, await livePage(world)), world);
  const over = new AbortController();
  const ticking = async () => {
    while (!over.signal.aborted) {
      await world.clock.sleep(tickMs, over.signal);
      watching.tick();
    }
  };
  const ticks = ticking();
  return {
    url: `http://127.0.0.1:${serving.port}/`,
    port: serving.port,
    observe: watching.observe,
    async close() {
      over.abort();
      await ticks;
      watching.changes.end();
      await serving.close(graceMs);
    },
  };
}
