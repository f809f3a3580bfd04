import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { endpointOf, exactLengthFields, takesField } from '../domain/engine-abilities.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { emptyRequest } from '../domain/request.ts';
import { endpointNames, spellingFor, structuredOutputChoices } from '../domain/structured-output.ts';
import { makePlan } from '../plan/make-plan.ts';
import { testWorld } from '../testing/test-world.ts';
import { apiPath, type Question, requestBody } from './dialect.ts';

/** With DYNO_UPDATE_CONTRACT=1 the files are written anew; read the difference before it is committed. */
const update = process.env.DYNO_UPDATE_CONTRACT === '1';
const world = testWorld();
const folder = join(import.meta.dirname, 'testdata', 'contract');
const engines = readdirSync(join(world.root, 'engines')).filter((name) =>
  existsSync(join(world.root, 'engines', name, 'engine.yaml')),
);

const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, people: { type: 'integer', minimum: 0 } },
  required: ['city', 'people'],
  additionalProperties: false,
};
const question: Question = { prompts: ['What is "memory"?'], instruction: null, schema: null, seed: 11 };
const jsonQuestion: Question = { ...question, instruction: 'Answer with JSON.', schema: { name: 'city', schema } };

type Asked = { name: string; cell: Cell; question: Question };

async function planOf(engine: string): Promise<Plan> {
  const endpoint = engine === 'openai' ? { endpoint: 'http://127.0.0.1:9', model: 'served-model' } : {};
  const request = { ...emptyRequest, engine, suite: 'default', ...endpoint };
  return makePlan(await loadConfig(request, { engine, asProcess: false }, world), world);
}

/** Constrained in each spelling that the engine has, and the twin. */
function schemaRequests(cell: Cell, plan: Plan, name: string): Asked[] {
  const { structuredOutput } = plan.engine.api;
  if (cell.constraint === 'none') return [{ name, cell, question: { ...jsonQuestion, schema: null } }];
  return structuredOutputChoices
    .filter((choice) => choice === 'native' || spellingFor(structuredOutput, choice, cell.endpoint) !== null)
    .map((choice) => ({
      name: `${name} ${choice}`,
      cell: { ...cell, structuredOutput: choice },
      question: jsonQuestion,
    }));
}

function freeRequests(cell: Cell, plan: Plan, name: string): Asked[] {
  const { api } = plan.engine;
  const at = endpointOf(cell);
  const asked: Asked[] = [{ name, cell, question }];
  if (cell.test !== 'throughput') return asked;
  if (exactLengthFields(api, at, plan.model.reasoning, 32) !== null)
    asked.push({ name: `${name} exact length`, cell, question: { ...question, exactTokens: 32 } });
  if (takesField(api, at, 'cache_salt'))
    asked.push({ name: `${name} cache salt`, cell, question: { ...question, cacheSalt: 'throughput/run-1/r000001' } });
  if (at === 'completions' && api.batch) {
    const prompts = ['What is "memory"?', 'What is time?'];
    asked.push({ name: `${name} batch`, cell: { ...cell, batchSize: 2 }, question: { ...question, prompts } });
  }
  return asked;
}

/** Every kind of request that the suite can lead to: test x endpoint x constraint x spelling x batch. */
function requests(plan: Plan): Asked[] {
  const kinds = new Map(plan.cells.map((cell) => [`${cell.test} ${cell.constraint}`, cell]));
  return [...kinds.values()].flatMap((planned) =>
    endpointNames.flatMap((endpoint) => {
      const cell = { ...planned, endpoint };
      const name = `${cell.test}${cell.constraint === 'schema' ? ' schema' : ''} ${endpoint}`;
      return cell.test === 'json_struct' ? schemaRequests(cell, plan, name) : freeRequests(cell, plan, name);
    }),
  );
}

for (const engine of engines) {
  test(`${engine} gets exactly the request bodies of its contract`, async () => {
    const plan = await planOf(engine);
    const bodies = Object.fromEntries(
      requests(plan).map(({ name, cell, question: asked }) => [
        name,
        { path: apiPath(cell, plan), body: requestBody(asked, cell, plan) },
      ]),
    );
    const file = join(folder, `${engine}.json`);
    if (update) writeFileSync(file, `${JSON.stringify(bodies, null, 2)}\n`);
    assert.deepEqual(bodies, JSON.parse(readFileSync(file, 'utf8')));
  });
}

test('every contract is that of an engine', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.deepEqual(
    files.filter((name) => !engines.includes(name.replace(/\.json$/, ''))),
    [],
  );
});
