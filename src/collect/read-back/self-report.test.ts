import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selfReport, withoutSecrets } from './self-report.ts';

test('keys and the like are not kept, wherever they stand; words that only look like it are', () => {
  const answer = {
    api_key: 'sk-1',
    admin_api_key: null,
    launch_command: '--model-path m --api-key sk-1 --hf-token=hf_2 --tokenizer-path t',
    nested: [{ hf_token: 'hf_2', ssl_keyfile_password: 'p', eos_token: '<|im_end|>', max_total_num_tokens: 7 }],
  };
  assert.deepEqual(withoutSecrets(answer), {
    api_key: '(not kept)',
    admin_api_key: null,
    launch_command: '--model-path m --api-key (not kept) --hf-token (not kept) --tokenizer-path t',
    nested: [
      {
        hf_token: '(not kept)',
        ssl_keyfile_password: '(not kept)',
        eos_token: '<|im_end|>',
        max_total_num_tokens: 7,
      },
    ],
  });
});

test('an answer without measure is cut, and says so', () => {
  const report = selfReport({ answers: { '/props': { text: 'x'.repeat(200_000) } }, metrics: [], log: {} });
  assert.ok(JSON.stringify(report).length < 5_000);
  assert.match(JSON.stringify(report), /"cut":"200011 characters"/);
});
