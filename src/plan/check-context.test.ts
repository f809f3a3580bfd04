import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { emptyRequest } from '../domain/request.ts';
import { testWorld } from '../testing/test-world.ts';
import { checkContext } from './check-context.ts';

const world = testWorld();

async function check(engine: string, ...set: string[]): Promise<void> {
  const request = { ...emptyRequest, engine, model: 'tinyllama-1.1b', suite: 'default', set };
  checkContext(await loadConfig(request, { engine, asProcess: false }, world));
}

test('a context longer than the model was made for is told with what to give, where the engine is told a length', async () => {
  const words =
    /tinyllama-1\.1b was made for 2048 tokens, the suite asks for 8192; give --set engine\.contextLength=2048/;
  await assert.rejects(check('vllm'), { code: 'CONFIG_INVALID', message: words });
  await check('vllm', 'engine.contextLength=2048');
  await check('transformers');
});
