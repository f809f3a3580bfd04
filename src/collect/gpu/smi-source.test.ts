import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AskSmi } from './ask-smi.ts';
import { smiSource } from './smi-source.ts';

/** An nvidia-smi that knows these fields and, as the real one, refuses a whole query for another. */
function driver(known: Record<string, string>): { ask: AskSmi; queries: string[][] } {
  const queries: string[][] = [];
  const ask: AskSmi = async (args) => {
    const fields =
      args
        .find((arg) => arg.startsWith('--query-gpu='))
        ?.slice('--query-gpu='.length)
        .split(',') ?? [];
    queries.push(args);
    const refused = fields.find((field) => known[field] === undefined);
    if (refused !== undefined) return { exitCode: 2, output: `Field "${refused}" is not a valid field to query.\n\n` };
    return { exitCode: 0, output: `${fields.map((field) => known[field]).join(', ')}\n` };
  };
  return { ask, queries };
}

const old = {
  'memory.used': '72103',
  'memory.total': '81559',
  'utilization.gpu': '98',
  'power.draw': '[N/A]',
  'clocks.current.sm': '1980',
  'temperature.gpu': '61',
  'clocks_throttle_reasons.active': '0x0000000000000004',
};

test('fields that an old driver does not know are asked for once, and the others keep coming', async () => {
  const { ask, queries } = driver(old);
  const source = await smiSource([{ words: 'here', ask, device: '3' }]);
  const opening = queries.length;
  const expected = {
    memoryUsedBytes: 72103 * 1024 ** 2,
    memoryTotalBytes: 81559 * 1024 ** 2,
    utilisationPercent: 98,
    powerW: null,
    smClockMhz: 1980,
    temperatureC: 61,
    throttleReasons: 4,
  };
  assert.deepEqual(await source?.read(), expected);
  assert.deepEqual(await source?.read(), expected);
  assert.equal(queries.length, opening + 2);
  assert.ok(queries.every((args) => args.includes('--id=3')));
});

test('the first way that answers is taken; a driver that fails later leaves a gap', async () => {
  const absent: AskSmi = async () => ({
    exitCode: 126,
    output: 'OCI runtime exec failed: "nvidia-smi": executable file not found',
  });
  let fails = false;
  const { ask } = driver(old);
  const failing: AskSmi = async (args) => (fails ? { exitCode: 9, output: 'NVIDIA-SMI has failed' } : ask(args));
  const source = await smiSource([
    { words: 'inside', ask: absent, device: null },
    { words: 'outside', ask: failing, device: null },
  ]);
  assert.equal(source?.words, 'nvidia-smi outside');
  fails = true;
  assert.deepEqual(await source?.read(), {});
  assert.equal(await smiSource([{ words: 'inside', ask: absent, device: null }]), null);
});
