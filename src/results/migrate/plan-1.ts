import { isParsed, type Parsed, type Step } from './step.ts';

/** What version 0.1 did not look at, so that its runs cannot tell. */
const unknown = [
  'what the engine said of its own settings',
  'whether its prefix cache was emptied before each run',
  'whether it enforces JSON schemas, and what a schema costs request by request',
  'how client and telemetry lay on one clock (they are laid on each other by the wall clock)',
  'everything of the machine, the GPU and the engine that later versions read',
];

/** Fields of a request body that version 0.1 knew by these switches. */
const switched: Record<string, string> = {
  seed: 'seed',
  ignoreEos: 'ignore_eos',
  minTokens: 'min_tokens',
};

function takes({ supports, structuredOutput, maxTokensField }: Parsed) {
  const can = isParsed(supports) ? supports : {};
  const both = [
    ...['model', 'stream', 'stream_options', 'temperature', 'top_p'],
    ...Object.entries(switched).flatMap(([name, field]) => (can[name] === true ? [field] : [])),
    String(structuredOutput),
  ];
  const effort = can.reasoningEffort === true ? ['reasoning_effort'] : [];
  return {
    chat: [...both, 'messages', String(maxTokensField), ...effort],
    completions: [...both, 'prompt', 'max_tokens'],
  };
}

/**
 * Version 1 to 2: an engine's API was told by four switches and one spelling of JSON schemas, and is told by the fields
 * that it takes. Folders of unreleased builds between 0.1 and 0.2 have version 1 and today's form: they stay as they are.
 */
export const fromPlan1: Step = (plan) => {
  const { engine } = plan;
  if (!isParsed(engine) || !isParsed(engine.api) || engine.api.takes !== undefined)
    return { document: plan, unknown: [] };
  const { supports: _, structuredOutput: spelling, ...api } = engine.api;
  const structuredOutput = {
    native: { chat: spelling, completions: spelling },
    common: spelling === 'response_format' ? ['chat', 'completions'] : [],
  };
  const today = { ...api, takes: takes(engine.api), structuredOutput };
  return { document: { ...plan, engine: { ...engine, api: today } }, unknown };
};
