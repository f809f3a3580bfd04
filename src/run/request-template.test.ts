import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { EngineResult } from '../domain/engine-result.ts';
import { assertFailed, assertFinished } from '../testing/nothing-left.ts';
import { bench, makePlace, type Place, runFolder, runFolders } from '../testing/program.ts';
import { readJson } from '../testing/run-on-disk.ts';

const noDocker = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

type Body = { inputs?: unknown; parameters?: { max_new_tokens?: unknown; guidance?: object | null } };

/** Answers in the shape that was asked for: a JSON object where there is guidance. */
function answerOf({ parameters }: Body): string[] {
  return parameters?.guidance ? ['{"ready"', ': true}'] : ['Mem', 'ory'];
}

/** A server with an API of its own: one path, `inputs` and `parameters`, and nothing else; it streams as OpenAI does. */
async function ownServer(context: TestContext) {
  const taken: Body[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = request.method === 'POST' ? (JSON.parse(await textOf(request)) as Body) : {};
    const known = Object.keys(body).every((key) => key === 'inputs' || key === 'parameters');
    if (request.url !== '/generate' || typeof body.inputs !== 'string' || !known) {
      response.writeHead(request.url === '/generate' ? 422 : 404).end('{"error": "inputs, a text, is wanted"}');
      return;
    }
    taken.push(body);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of answerOf(body)) {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    }
    response.write('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n');
    response.write('data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}\n\n');
    response.end('data: [DONE]\n\n');
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  context.after(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

const template = `{
  "inputs": "{{#if system}}{{system}} {{/if}}{{prompt}}",
  "parameters": { "max_new_tokens": {{maxTokens}}, "guidance": {{json schema}}, "seed": {{seed}} }
}
`;

function templateFile(place: Place, text: string): string {
  const file = join(place.folder, 'body.hbs');
  writeFileSync(file, text);
  return file;
}

describe('a server with another API', { concurrency: 2 }, () => {
  test('is measured by a template of its request body, all three tests', async (t) => {
    const { url, taken } = await ownServer(t);
    const place = makePlace(t);
    const file = templateFile(place, template);
    const own = ['--endpoint', url, '--model', 'own', '--request-template', file, '--request-path', '/generate'];
    const ended = await bench([...own, '--limit', '4', '--runs', '1', '--no-calibration'], place, { env: noDocker });
    await assertFinished(ended);
    const { benchmarks, config } = readJson(runFolder(place), 'openai.json') as EngineResult;
    for (const { statistics } of Object.values(benchmarks).flat()) {
      assert.equal(statistics.requests.outcomes.ok, 4, statistics.cell.id);
    }
    assert.equal(config.requestTemplate?.text, template);
    assert.deepEqual(new Set(config.requests.map(({ path }) => path)), new Set(['/generate']));
    const constrained = benchmarks.json_struct.find(({ statistics }) => statistics.cell.constraint === 'schema');
    assert.equal(constrained?.statistics.validity?.asked, 4, 'answers are judged by the schema that was asked for');
    assert.ok(taken.some(({ parameters }) => parameters?.guidance != null));
  });

  test('a template that renders bad JSON is told before anything starts', async (t) => {
    const place = makePlace(t);
    const file = templateFile(place, template.replace('"seed": {{seed}}', '"seed": {{seed}},'));
    const own = ['--endpoint', 'http://127.0.0.1:9', '--model', 'own', '--request-template', file];
    const ended = await bench(own, place, { env: noDocker });
    await assertFailed(ended, 'CONFIG_INVALID', /body\.hbs: what it renders is no JSON/, /<<< here >>>/, /"seed": 0/);
    assert.deepEqual(runFolders(place), []);
  });

  test('what the suite asks and the template never says is told before anything starts', async (t) => {
    const place = makePlace(t);
    const file = templateFile(place, '{"inputs": "{{prompt}}"}');
    const own = ['--endpoint', 'http://127.0.0.1:9', '--model', 'own', '--request-template', file];
    const args = [
      ...own,
      '--set',
      'tests.throughput.batchSize=2',
      '--set',
      'tests.low_latency.freshPrompts=cache-salt',
    ];
    const ended = await bench(args, place, { env: noDocker });
    await assertFailed(
      ended,
      'CONFIG_INVALID',
      /a template asks one prompt in a call/,
      /no {{schema}}, but tests\.json_struct asks by JSON schemas/,
      /no {{cacheSalt}}, but tests\.low_latency\.freshPrompts/,
    );
  });

  test('a template without its path, or a file that is not there, is told', async (t) => {
    const place = makePlace(t);
    const one = ['--endpoint', 'http://127.0.0.1:9', '--model', 'own'];
    const missing = await bench([...one, '--request-template', '/no/such.hbs'], place, { env: noDocker });
    await assertFailed(missing, 'CONFIG_INVALID', /request\.template: \/no\/such\.hbs does not exist/);
    const alone = await bench([...one, '--request-path', '/generate'], place, { env: noDocker });
    await assertFailed(alone, 'CONFIG_INVALID', /request\.template/);
  });
});
