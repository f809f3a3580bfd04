import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paceFlags, paceVariables } from './simulated-pace.ts';

test('simulated engines differ in speed, so that comparing them shows something', () => {
  const names = ['sim-vllm', 'sim-sglang', 'sim-trtllm', 'sim-transformers', 'sim-llamacpp'];
  const paces = names.map((name) => JSON.stringify(paceVariables(name, {})));
  assert.equal(new Set(paces).size, names.length);
  assert.deepEqual(paceVariables('sim', {}), {});
});

test('what the shell says of a speed holds', () => {
  const env = { SIM_TTFT_MS: '5' };
  assert.deepEqual(Object.keys(paceVariables('sim-vllm', env)), ['SIM_ITL_MS', 'SIM_SLOWDOWN_PER_SEQ', 'SIM_JITTER']);
  assert.deepEqual(paceFlags('sim', env), ['--itl-ms', '1']);
  assert.deepEqual(paceFlags('sim', {}), ['--ttft-ms', '10', '--itl-ms', '1']);
  assert.deepEqual(paceFlags('sim-vllm', env).slice(0, 4), ['--itl-ms', '1.5', '--slowdown-per-seq', '0.03']);
});
