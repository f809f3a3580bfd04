import { endpointOf, exactLengthFields, limitField, takesField } from '../domain/engine-abilities.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { type RequestTemplate, renderTemplate } from '../domain/request-template.ts';
import { spellingFor } from '../domain/structured-output.ts';
import { constraintFields, type NamedSchema } from './spellings.ts';

/** What one request asks, before an engine's dialect is applied. */
export type Question = {
  /** One text; several only where the cell batches prompts into one completions call. */
  prompts: string[];
  /** Said before the prompt, as the system message of a chat. */
  instruction: string | null;
  schema: NamedSchema | null;
  seed: number;
  /** The answer must have exactly this many tokens; left out: it ends by itself, at the latest at the cell's limit. */
  exactTokens?: number;
  /** Keeps a prefix cache from sharing this request's prompt with another's; left out: the prompt itself is new. */
  cacheSalt?: string;
};

type Body = Record<string, unknown>;

/** Path of the API that the cell uses. */
export function apiPath(cell: Cell, plan: Plan): string {
  const { chatPath, completionsPath } = plan.engine.api;
  if (plan.requestTemplate !== null) return plan.requestTemplate.path;
  return endpointOf(cell) === 'chat' ? chatPath : completionsPath;
}

function messages({ instruction, prompts }: Question): { role: string; content: string }[] {
  const system = instruction === null ? [] : [{ role: 'system', content: instruction }];
  return [...system, { role: 'user', content: prompts[0] ?? '' }];
}

function textFields(question: Question, cell: Cell): Body {
  if (endpointOf(cell) === 'chat') return { messages: messages(question) };
  const { instruction, prompts } = question;
  const texts = prompts.map((prompt) => (instruction === null ? prompt : `${instruction}\n\n${prompt}\n`));
  return { prompt: cell.batchSize === 1 ? (texts[0] ?? '') : texts };
}

function schemaFields({ schema }: Question, cell: Cell, plan: Plan): Body {
  const { structuredOutput } = plan.engine.api;
  const spelling = spellingFor(structuredOutput, cell.structuredOutput, endpointOf(cell));
  return schema === null || spelling === null ? {} : constraintFields(schema, spelling);
}

/** How long the answer may or must be. */
function lengthFields({ exactTokens, schema }: Question, cell: Cell, plan: Plan): Body {
  const { api } = plan.engine;
  const endpoint = endpointOf(cell);
  if (exactTokens !== undefined) {
    const fields = exactLengthFields(api, endpoint, plan.model.reasoning, exactTokens);
    if (fields === null) throw new Error(`${plan.engine.name} cannot be asked for an exact length`);
    return fields;
  }
  // ignore_eos lets an answer run on, unconstrained, after its closing brace (facts/engines-verified.md section 3).
  const ignoresEos = cell.ignoreEos && schema === null ? { ignore_eos: true } : {};
  return { [limitField(api, endpoint)]: cell.maxTokens, ...ignoresEos };
}

/** What is sent to engines that take it and left out elsewhere; each setting says for itself where that matters. */
function optionalFields(question: Question, cell: Cell, plan: Plan): Body {
  const effort = plan.suite.engine.reasoningEffort;
  const wanted: Body = {
    seed: question.seed,
    stream_options: { include_usage: true },
    ...(plan.model.reasoning && effort !== null ? { reasoning_effort: effort } : {}),
  };
  const takes = (field: string) => takesField(plan.engine.api, endpointOf(cell), field);
  return Object.fromEntries(Object.entries(wanted).filter(([field]) => takes(field)));
}

/** A field that the engine does not know may be refused, or ignored without a word: neither may happen. */
function refuseUnknown(body: Body, cell: Cell, plan: Plan): Body {
  const endpoint = endpointOf(cell);
  const unknown = Object.keys(body).filter((field) => !takesField(plan.engine.api, endpoint, field));
  if (unknown.length > 0) throw new Error(`${plan.engine.name} does not take ${unknown.join(', ')} at ${endpoint}`);
  return body;
}

/** The body by the user's own template; the engine's dialect has no part in it. */
function templateBody(template: RequestTemplate, question: Question, cell: Cell, plan: Plan): Body {
  const { prompts, instruction, schema, seed, exactTokens, cacheSalt } = question;
  return renderTemplate(template, {
    ...{ model: plan.servedModel, prompt: prompts[0] ?? '', system: instruction, messages: messages(question) },
    ...{ maxTokens: exactTokens ?? cell.maxTokens, exactTokens: exactTokens ?? null },
    ...{ temperature: cell.temperature, topP: cell.topP, seed },
    ...{ schema: schema?.schema ?? null, schemaName: schema?.name ?? null },
    ...{ cacheSalt: cacheSalt ?? null, stream: true },
  });
}

/**
 * The JSON body of one request in the engine's own dialect, with no field that the engine does not take. Every request
 * pins temperature, top-p, the token limit and, where it can be, the seed, so that no server default decides a result.
 */
export function requestBody(question: Question, cell: Cell, plan: Plan): Body {
  if (plan.requestTemplate !== null) return templateBody(plan.requestTemplate, question, cell, plan);
  const { api } = plan.engine;
  const body = {
    // First, so that what an engine always wants can never change what is measured.
    ...api.extraBody,
    ...(plan.suite.engine.prefixCache ? {} : api.prefixCacheOffBody),
    model: plan.servedModel,
    ...textFields(question, cell),
    ...lengthFields(question, cell, plan),
    temperature: cell.temperature,
    top_p: cell.topP,
    stream: true,
    ...optionalFields(question, cell, plan),
    ...(question.cacheSalt === undefined ? {} : { cache_salt: question.cacheSalt }),
    ...schemaFields(question, cell, plan),
  };
  return refuseUnknown(body, cell, plan);
}
