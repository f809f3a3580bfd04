import { accessTo } from '../domain/endpoint-access.ts';
import type { EngineHealth, StartedEngine } from '../domain/engine-life.ts';
import type { Plan, Target } from '../domain/plan.ts';
import type { World } from '../world.ts';

type EndpointTarget = Extract<Target, { kind: 'endpoint' }>;

/** A server far away may answer late; one that does not within this time is as good as gone. */
const answerMs = 10_000;

/** Takes a server that already runs. Nothing is started here and nothing will be stopped. */
export async function useEndpoint(plan: Plan, target: EndpointTarget, world: World): Promise<StartedEngine> {
  const url = target.url.replace(/\/+$/, '');
  const dead = (why: string): EngineHealth => ({ alive: false, exitCode: null, oomKilled: false, lastLines: [], why });
  async function health(): Promise<EngineHealth> {
    const request = { ...(await accessTo(target, world.files.readText)), timeoutMs: answerMs };
    return world.http.fetch(`${url}${plan.engine.readiness.healthPath}`, request).then(
      // Any answer proves that a server is there; whether it is a good one is readiness's question.
      () => ({ alive: true }) as const,
      (error: Error) => dead(`${url} does not answer: ${error.message}`),
    );
  }
  return {
    kind: 'endpoint',
    url,
    networkPath: `endpoint ${url}, started by somebody else`,
    containerId: null,
    pid: null,
    image: null,
    cpuSets: { engine: null, loadGenerator: null },
    phases: [],
    health,
    logTail: async () => ({ lines: [], lastAtMs: null }),
    stop: async () => undefined,
  };
}
