import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CleanupList } from './program.ts';
import { testWorld } from './test-world.ts';

/** A request as a server of structured output sees it. */
export type JsonAsked = {
  /** Name of the schema; null: none was sent. */
  schema: string | null;
  grade: string | null;
  /** An instance that satisfies the schema. */
  example: string;
  /** Whether its words ask for JSON. */
  wantsJson: boolean;
};

/** What the server does: answers with this text, or says this instead of an answer. */
export type JsonAnswer =
  | { text: string; finish?: 'stop' | 'length' }
  | { event: object }
  | { status: number; body: object };

type Body = {
  messages?: { role: string; content: string }[];
  response_format?: { json_schema?: { name?: string } };
};

type Known = { grade: string; example: string };

/** Grade and example of every shipped schema, by name. */
function shippedSchemas(): Map<string, Known> {
  const known = new Map<string, Known>([['throw-away', { grade: 'throw-away', example: '{"ready":true}' }]]);
  for (const set of ['schemas', 'enforcement']) {
    const folder = join(testWorld().root, 'datasets', set);
    for (const file of readdirSync(folder)) {
      const { name, grade, example } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      known.set(name, { grade, example: JSON.stringify(example) });
    }
  }
  return known;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

function stream(response: ServerResponse, events: object[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end('data: [DONE]\n\n');
}

function answerEvents(text: string, finish: string): object[] {
  const chunk = (delta: object, reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const pieces = text.match(/[\s\S]{1,4}/g) ?? [];
  return [
    chunk({ role: 'assistant', content: '' }),
    ...pieces.map((content) => chunk({ content })),
    chunk({}, finish),
    { choices: [], usage: { prompt_tokens: 9, completion_tokens: pieces.length + 1 } },
  ];
}

/**
 * A chat server for tests whose answers depend on the schema and the words of a request, as no simulator can: it knows
 * an instance of every shipped schema. Returns its address.
 */
export async function startJsonServer(context: CleanupList, decide: (asked: JsonAsked) => JsonAnswer): Promise<string> {
  const known = shippedSchemas();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== '/v1/chat/completions') {
      const isList = request.url === '/v1/models';
      response.writeHead(isList ? 200 : 404).end(isList ? '{"data":[{"id":"json-model"}]}' : '{}');
      return;
    }
    const body = JSON.parse(await textOf(request)) as Body;
    const schema = body.response_format?.json_schema?.name ?? null;
    const { grade, example } = known.get(schema ?? '') ?? { grade: null, example: '' };
    const wantsJson = body.messages?.[0]?.role === 'system';
    const decided = decide({ schema, grade, example, wantsJson });
    if ('status' in decided) response.writeHead(decided.status).end(JSON.stringify(decided.body));
    else if ('event' in decided) stream(response, [decided.event]);
    else stream(response, answerEvents(decided.text, decided.finish ?? 'stop'));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  context.after(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
