import { z } from 'zod';
import { accessTo } from '../domain/endpoint-access.ts';
import type { Target } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Mistakes } from './mistakes.ts';

type Endpoint = Extract<Target, { kind: 'endpoint' }>;

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** `--endpoint`, `--key-file` and `--header` as a target. */
export function endpointTarget(request: BenchRequest, mistakes: Mistakes): Endpoint {
  const url = (request.endpoint ?? '').replace(/\/+$/, '').replace(/\/v1$/, '');
  if (!/^https?:\/\/[^\s/]+/.test(url) || !URL.canParse(url)) {
    mistakes.add('USAGE', `--endpoint ${request.endpoint}: give a URL such as http://127.0.0.1:8000`);
  }
  const headers: Record<string, string> = {};
  for (const header of request.headers) {
    const at = header.indexOf(':');
    if (at < 1) mistakes.add('USAGE', `--header ${header}: write "Name: value"`);
    else headers[header.slice(0, at).trim()] = header.slice(at + 1).trim();
  }
  checkProxy(request.proxy, mistakes);
  const { keyFile: bearerFile, proxy, caFile, insecure: tlsInsecure } = request;
  return { kind: 'endpoint', url, bearerFile, headers, proxy, caFile, tlsInsecure };
}

function checkProxy(proxy: string | null, mistakes: Mistakes): void {
  if (proxy === null) return;
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  if (url?.protocol !== 'http:' || url.hostname === '') {
    mistakes.add('USAGE', '--proxy: give a URL such as http://127.0.0.1:3128');
  } else if (url.username !== '' || url.password !== '') {
    // The URL stands in plan.yaml and load.json.
    mistakes.add('USAGE', '--proxy: a proxy with a password is not supported, because its URL is kept in the results');
  }
}

/** Asks the endpoint what it serves, for a user who did not name a model. */
export async function discoverModel(target: Endpoint, world: Pick<World, 'http' | 'files'>): Promise<string> {
  const access = await accessTo(target, world.files.readText);
  const answer = await world.http
    .fetch(`${target.url}/v1/models`, { ...access, timeoutMs: 10_000 })
    .catch((error: Error) => {
      throw new DynoError('ENDPOINT_REFUSED', `${target.url} does not answer: ${error.message}`, { cause: error });
    });
  if (answer.status === 401 || answer.status === 403) {
    throw new DynoError('ENDPOINT_DENIED', `${target.url} answered ${answer.status} to GET /v1/models`);
  }
  const ids = modelIds(answer.text);
  const only = ids[0];
  if (only === undefined) {
    throw new DynoError('WRONG_MODEL', `${target.url}/v1/models names no model (HTTP ${answer.status}); give --model`);
  }
  if (ids.length > 1) {
    throw new DynoError('USAGE', `${target.url} serves several models: ${ids.join(', ')}; choose one with --model`);
  }
  return only;
}

function modelIds(text: string): string[] {
  try {
    return modelListSchema.parse(JSON.parse(text)).data.map(({ id }) => id);
  } catch {
    return [];
  }
}
