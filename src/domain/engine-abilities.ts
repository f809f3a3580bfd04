import type { EngineDefinition } from './engine-definition.ts';
import type { Cell } from './plan.ts';
import type { EndpointName } from './structured-output.ts';

type Api = EngineDefinition['api'];

/** Where the requests of a cell go: only completions take several prompts in one call. */
export function endpointOf({ endpoint, batchSize }: Pick<Cell, 'endpoint' | 'batchSize'>): EndpointName {
  return batchSize > 1 ? 'completions' : endpoint;
}

/** Whether the engine knows and honours a field of a request. */
export function takesField(api: Api, endpoint: EndpointName, field: string): boolean {
  return api.takes[endpoint].includes(field);
}

/** The field that bounds the length of an answer. Older completions APIs know only max_tokens. */
export function limitField(api: Api, endpoint: EndpointName): string {
  return endpoint === 'chat' ? api.maxTokensField : 'max_tokens';
}

/**
 * Fields that make an answer exactly `tokens` long; null where the engine has no way. To ignore the end token costs
 * nothing and is preferred. A reasoning model in a chat is asked for a minimum length instead: what comes after its
 * end marker is swallowed by the parser of vLLM, and TensorRT-LLM stops there whatever was asked
 * (facts/engines-verified.md section 7, facts/engines-trtllm-gpu.md A4).
 */
export function exactLengthFields(
  api: Api,
  endpoint: EndpointName,
  reasoning: boolean,
  tokens: number,
): Record<string, unknown> | null {
  const limit = { [limitField(api, endpoint)]: tokens };
  const ways: [string, unknown][] = [
    ['ignore_eos', true],
    ['min_tokens', tokens],
  ];
  const preferred = reasoning && endpoint === 'chat' ? ways.reverse() : ways;
  const way = preferred.find(([field]) => takesField(api, endpoint, field));
  return way === undefined ? null : { ...limit, [way[0]]: way[1] };
}
