import type { ServedAnswer, ServedRequest } from '../world.ts';
import { metricsContentType } from './metrics/metrics-text.ts';

/** What the server answers with; each is made when it is asked for. */
export type Sources = {
  page: string;
  /** JSON of the state; null as long as no run began. */
  state(): string | null;
  /** Server-sent events; ends with the run. */
  events(): AsyncIterable<string>;
  metrics(): Promise<string>;
  /** The last text that Dyno itself took from there; null where it takes none at the moment. */
  engineMetrics(): string | null;
  gpuMetrics(): string | null;
};

/** Nothing from elsewhere, and in nobody's frame. The page's own policy says more. */
const guards = {
  'content-security-policy': "default-src 'self' 'unsafe-inline' data:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

function answer(status: number, type: string, body: ServedAnswer['body']): ServedAnswer {
  return { status, headers: { ...guards, 'content-type': type }, body };
}

function refusal(status: number, why: string): ServedAnswer {
  return answer(status, 'text/plain; charset=utf-8', `${why}\n`);
}

function scrape(text: string | null): ServedAnswer {
  return text === null ? refusal(503, 'not read at the moment') : answer(200, metricsContentType, text);
}

/** A page of elsewhere can make its own name lead to this address; its requests then still carry that name. */
function isOurs(host: string, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** One request, answered. Paths: / /events /state /metrics /engine-metrics /gpu-metrics. */
export async function route(request: ServedRequest, sources: Sources, port: number): Promise<ServedAnswer> {
  if (!isOurs(request.host, port))
    return refusal(403, `this is http://127.0.0.1:${port}/, and answers to no other name`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'only GET');
  switch (request.path) {
    case '/':
      return answer(200, 'text/html; charset=utf-8', sources.page);
    case '/events':
      return answer(200, 'text/event-stream', sources.events());
    case '/state': {
      const state = sources.state();
      return state === null ? refusal(503, 'no run has begun') : answer(200, 'application/json', state);
    }
    case '/metrics':
      return answer(200, metricsContentType, await sources.metrics());
    case '/engine-metrics':
      return scrape(sources.engineMetrics());
    case '/gpu-metrics':
      return scrape(sources.gpuMetrics());
    default:
      return refusal(404, 'there are: / /events /state /metrics /engine-metrics /gpu-metrics');
  }
}
