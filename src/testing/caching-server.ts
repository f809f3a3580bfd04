import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** How a server with a prefix cache answers to being asked to empty it. */
export type CacheManners = {
  /** busy: as vLLM does while blocks are held, twice; lies: says yes and keeps everything; none: it has no such path. */
  reset: 'obeys' | 'busy' | 'lies' | 'none';
  /** Where cached tokens are told. */
  tells: 'usage' | 'metrics' | 'nothing';
};

/** What was asked of it, in order: "POST /reset_prefix_cache", or the prompt of a chat. */
export type CachingServer = { url: string; asked: string[] };

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

class Cache {
  readonly #prompts = new Set<string>();
  readonly #manners: CacheManners;
  total = 0;
  resets = 0;

  constructor(manners: CacheManners) {
    this.#manners = manners;
  }

  /** Cached tokens of a prompt: all its words but the last, if it was asked before. */
  ask(prompt: string): number {
    const cached = this.#prompts.has(prompt) ? prompt.split(' ').length - 1 : 0;
    this.#prompts.add(prompt);
    this.total += cached;
    return cached;
  }

  reset(): { status: number; success: boolean } {
    const { reset } = this.#manners;
    this.resets += 1;
    if (reset === 'none') return { status: 404, success: false };
    if (reset === 'busy' && this.resets <= 2) return { status: 200, success: false };
    if (reset !== 'lies') this.#prompts.clear();
    return { status: 200, success: true };
  }
}

function stream(response: ServerResponse, prompt: string, cached: number, manners: CacheManners): void {
  const details = manners.tells === 'usage' ? { prompt_tokens_details: { cached_tokens: cached } } : {};
  const usage = { prompt_tokens: prompt.split(' ').length, completion_tokens: 1, ...details };
  const events = [
    { choices: [{ index: 0, delta: { content: 'Yes' }, finish_reason: 'stop' }] },
    { choices: [], usage },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`);
}

/** An OpenAI server whose prefix cache is real: a prompt that was asked before comes out of it. */
export async function startCachingServer(context: TestContext, manners: CacheManners): Promise<CachingServer> {
  const cache = new Cache(manners);
  const asked: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET') {
      const counter = manners.tells === 'metrics' ? `engine:cached_tokens_total ${cache.total}\n` : '';
      return void response.end(`engine:up 1\n${counter}`);
    }
    if (request.url === '/reset_prefix_cache') {
      asked.push('reset');
      const { status, success } = cache.reset();
      return void response
        .writeHead(status)
        .end(JSON.stringify(status === 200 ? { success } : { detail: 'Not Found' }));
    }
    const body = JSON.parse(await textOf(request)) as { messages: { content: string }[] };
    const prompt = body.messages.at(-1)?.content ?? '';
    asked.push(prompt);
    stream(response, prompt, cache.ask(prompt), manners);
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  context.after(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
