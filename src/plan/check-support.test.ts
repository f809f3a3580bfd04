import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../domain/config.ts';
import type { EngineDefinition } from '../domain/engine-definition.ts';
import type { Cell } from '../domain/plan.ts';
import { exampleCell, examplePlan } from '../testing/example-cell.ts';
import { checkSupport } from './check-support.ts';
import { requestLines } from './request-lines.ts';

/** An engine that takes little: as `transformers serve`. */
function poorConfig(change: Partial<EngineDefinition['api']> = {}): Config {
  const { engine, model, servedModel, suite, target } = examplePlan();
  const poor: Partial<EngineDefinition['api']> = {
    takes: { chat: ['model', 'messages'], completions: ['model', 'prompt'] },
    structuredOutput: { native: { chat: null, completions: null }, common: [] },
    batch: false,
  };
  const api = { ...engine.api, ...poor, ...change };
  return {
    engine: { ...engine, api },
    model,
    servedModel,
    suite,
    target,
    limit: null,
    sweepPoint: {},
    profile: false,
    environment: [],
  };
}

function jsonCell(change: Partial<Cell> = {}): Cell {
  return exampleCell({ id: 'json_struct/run-1', test: 'json_struct', constraint: 'schema', ...change });
}

test('everything that an engine cannot be asked is said at once, with the key of the suite', () => {
  const cells = [
    exampleCell({ batchSize: 8, ignoreEos: true }),
    exampleCell({ repeat: 2, batchSize: 8, freshPrompts: 'cache-salt' }),
    jsonCell({ structuredOutput: 'common' }),
  ];
  assert.throws(
    () => checkSupport(poorConfig(), cells),
    ({ code, detail }: { code: string; detail: string[] }) => {
      assert.equal(code, 'CONFIG_INVALID');
      assert.deepEqual(detail, [
        'tests.throughput.batchSize: sim takes one prompt in a call; set it to 1',
        'tests.throughput.ignoreEos: sim cannot ignore the end token; set it to false',
        'tests.throughput.freshPrompts: sim takes no cache_salt for completions; use unique-prompts',
        'tests.json_struct.structuredOutput: sim does not take response_format for chat; use native',
      ]);
      return true;
    },
  );
});

test('an engine without structured output may still be asked in words, and the plan says so', () => {
  const cells = [jsonCell(), jsonCell({ constraint: 'none', id: 'json_struct/unconstrained/run-1' })];
  checkSupport(poorConfig(), cells);
  const lines = requestLines(poorConfig(), cells);
  assert.deepEqual(
    lines.map(({ structuredOutput }) => structuredOutput),
    ['sim has none: the schema is asked for in words alone', ''],
  );
});

test('each kind of request is listed once, with its path and spelling', () => {
  const structuredOutput = { native: { chat: 'json_schema', completions: null }, common: [] } as const;
  const config = poorConfig({ structuredOutput: { ...structuredOutput, common: [] }, batch: true });
  const cells = [exampleCell(), exampleCell({ repeat: 2 }), exampleCell({ batchSize: 4 }), jsonCell()];
  assert.deepEqual(
    requestLines(config, cells).map((line) => [line.test, line.path, line.structuredOutput]),
    [
      ['throughput', '/v1/chat/completions', ''],
      ['throughput', '/v1/completions', ''],
      ['json_struct', '/v1/chat/completions', 'json_schema (native)'],
    ],
  );
});
