import type { EngineDefinition } from '../domain/engine-definition.ts';

const both = ['model', 'stream', 'stream_options', 'max_tokens', 'temperature', 'top_p', 'seed', 'ignore_eos'];
const more = ['min_tokens', 'response_format'];

/** The API of the simulator. */
export const exampleApi: EngineDefinition['api'] = {
  chatPath: '/v1/chat/completions',
  completionsPath: '/v1/completions',
  defaultEndpoint: 'chat',
  maxTokensField: 'max_tokens',
  takes: { chat: [...both, ...more, 'messages', 'reasoning_effort'], completions: [...both, ...more, 'prompt'] },
  extraBody: {},
  prefixCacheOffBody: {},
  structuredOutput: {
    native: { chat: 'response_format', completions: 'response_format' },
    common: ['chat', 'completions'],
  },
  tokenize: null,
  batch: true,
  checksModelName: true,
  sendsDone: true,
};
