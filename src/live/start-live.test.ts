import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import { after, before, test } from 'node:test';
import { DynoError } from '../errors.ts';
import { cellBegins, loadBegins, reading, runBegins } from '../testing/example-live-events.ts';
import { testWorld } from '../testing/test-world.ts';
import { type Live, startLive } from './start-live.ts';

const world = testWorld();
let live: Live;

before(async () => {
  live = await startLive(null, world);
});
after(() => live.close());

type Answer = { status: number; text: string; headers: Record<string, string | string[] | undefined> };

function ask(path: string, change: { host?: string; method?: string } = {}): Promise<Answer> {
  const headers = { host: change.host ?? `127.0.0.1:${live.port}` };
  return new Promise((resolve, reject) => {
    send({ port: live.port, path, method: change.method ?? 'GET', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });
}

test('before a run begins there is a page and no figure', async () => {
  const page = await ask('/');
  assert.equal(page.status, 200);
  assert.match(page.text, /^<!doctype html>/i);
  assert.deepEqual([(await ask('/state')).status, (await ask('/metrics')).text.trim()], [503, '']);
});

test('only this machine is answered, by its own name, to a request that only reads', async () => {
  assert.equal((await ask('/state', { host: `attacker.example:${live.port}` })).status, 403);
  assert.equal((await ask('/', { host: `localhost:${live.port}` })).status, 200);
  assert.equal((await ask('/', { method: 'POST' })).status, 405);
  assert.equal((await ask('/other')).status, 404);
  const { headers } = await ask('/');
  assert.match(String(headers['content-security-policy']), /default-src 'self'.*frame-ancestors 'none'/);
  assert.equal(headers['access-control-allow-origin'], undefined);
});

test('what Dyno read of the engine is given on as it came, and refused once it is old or the load over', async () => {
  live.observe(runBegins);
  for (const event of [...cellBegins, loadBegins]) live.observe(event);
  assert.equal((await ask('/engine-metrics')).status, 503);
  live.observe(reading('engine_metrics.csv', { running: 1 }, 'vllm:num_requests_running 1\n'));
  assert.equal((await ask('/engine-metrics')).text, 'vllm:num_requests_running 1\n');
  assert.match((await ask('/metrics')).text, /^dyno_engine_running 1$/m);
  live.observe({ kind: 'state', state: 'analysing' });
  assert.equal((await ask('/engine-metrics')).status, 503);
});

test('a port that is taken is told with the port; without one asked for, another is found', async () => {
  await assert.rejects(
    startLive(live.port, world),
    (error) => error instanceof DynoError && error.code === 'PORT_TAKEN' && error.message.includes(String(live.port)),
  );
  const [one, two] = [await startLive(null, world), await startLive(null, world)];
  assert.notEqual(one.port, two.port);
  await Promise.all([one.close(), two.close()]);
});

test('a page hears of every change at once, of the rest each second, and of the end before the server goes', async () => {
  const own = await startLive(null, world);
  own.observe(runBegins);
  const { status, pieces } = await world.http.stream(`${own.url}events`, { method: 'GET', timeoutMs: 10_000 });
  assert.equal(status, 200);
  let text = '';
  const read = (async () => {
    for await (const piece of pieces) {
      text += piece;
      if (text.split('event: state').length === 3) own.observe({ kind: 'end', state: 'done', reportPath: '/r.html' });
      if (text.includes('"finished":true')) void own.close();
    }
  })();
  await read;
  const events = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => ({ name, data }));
  assert.deepEqual([...new Set(events.map(({ name }) => name))], ['history', 'state']);
  const last = JSON.parse(events.at(-1)?.data ?? '');
  assert.deepEqual([last.run.finished, last.run.state, last.run.reportPath], [true, 'done', '/r.html']);
});
