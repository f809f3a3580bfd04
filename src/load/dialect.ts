import type { Cell, Plan } from '../domain/plan.ts';

/** What one request asks, before an engine's dialect is applied. */
export type Question = {
  /** One text; several only where the cell batches prompts into one completions call. */
  prompts: string[];
  /** Said before the prompt, as the system message of a chat. */
  instruction: string | null;
  schema: { name: string; schema: Record<string, unknown> } | null;
  seed: number;
};

type Body = Record<string, unknown>;

/** Path of the API that the cell uses. */
export function apiPath(cell: Cell, plan: Plan): string {
  const { chatPath, completionsPath } = plan.engine.api;
  return usesChat(cell) ? chatPath : completionsPath;
}

function usesChat(cell: Cell): boolean {
  return cell.endpoint === 'chat' && cell.batchSize === 1;
}

function textFields(question: Question, cell: Cell): Body {
  const { instruction, prompts } = question;
  if (usesChat(cell)) {
    const system = instruction === null ? [] : [{ role: 'system', content: instruction }];
    return { messages: [...system, { role: 'user', content: prompts[0] ?? '' }] };
  }
  const texts = prompts.map((prompt) => (instruction === null ? prompt : `${instruction}\n\n${prompt}\n`));
  return { prompt: cell.batchSize === 1 ? (texts[0] ?? '') : texts };
}

function constraintFields(question: Question, plan: Plan): Body {
  if (question.schema === null) return {};
  const { name, schema } = question.schema;
  if (plan.engine.api.structuredOutput === 'structured_outputs') return { structured_outputs: { json: schema } };
  return { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } } };
}

function reasoningFields(cell: Cell, plan: Plan): Body {
  const effort = plan.suite.engine.reasoningEffort;
  const takesIt = plan.model.reasoning && plan.engine.api.supports.reasoningEffort && usesChat(cell);
  return takesIt && effort !== null ? { reasoning_effort: effort } : {};
}

/**
 * The JSON body of one request in the engine's own dialect. Every request pins temperature, top-p, seed and the
 * token limit, so that no server default decides a result.
 */
export function requestBody(question: Question, cell: Cell, plan: Plan): Body {
  const { api } = plan.engine;
  // Older completions APIs know only max_tokens; max_completion_tokens is a chat field.
  const limitField = usesChat(cell) ? api.maxTokensField : 'max_tokens';
  // ignore_eos lets an answer run on, unconstrained, after its closing brace (facts/engines-verified.md section 3).
  const ignoresEos = cell.ignoreEos && api.supports.ignoreEos && question.schema === null;
  return {
    // First, so that what an engine always wants can never change what is measured.
    ...api.extraBody,
    model: plan.servedModel,
    ...textFields(question, cell),
    [limitField]: cell.maxTokens,
    temperature: cell.temperature,
    top_p: cell.topP,
    ...(api.supports.seed ? { seed: question.seed } : {}),
    stream: true,
    stream_options: { include_usage: true },
    ...(ignoresEos ? { ignore_eos: true } : {}),
    ...reasoningFields(cell, plan),
    ...constraintFields(question, plan),
  };
}
