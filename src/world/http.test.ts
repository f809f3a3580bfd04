import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { selfSigned } from '../testing/certificates.ts';
import { startProxy, startTlsFront, type TestServer } from '../testing/proxies.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';
import { realHttp } from './http.ts';

const { fetch, stream } = realHttp();
const timeoutMs = 10_000;
const direct = { proxy: null, caFile: null, tlsInsecure: false };
const certificate = selfSigned();
let sim: Awaited<ReturnType<typeof startSim>>;
let front: TestServer;
let proxy: TestServer;

before(async () => {
  sim = await startSim(['--ttft-ms', '5', '--itl-ms', '1', '--output-tokens', '8'], testWorld());
  front = await startTlsFront(sim.engine.url, certificate);
  proxy = await startProxy();
});

after(async () => {
  await Promise.all([front.stop(), proxy.stop(), sim.stop()]);
  rmSync(certificate.folder, { recursive: true });
});

test('a time limit may be a fraction of a millisecond, as what is left of a deadline is', async () => {
  assert.equal((await fetch(`${sim.engine.url}/health`, { timeoutMs: 9_999.25 })).status, 200);
});

test('a certificate nobody vouches for is refused', async () => {
  await assert.rejects(fetch(`${front.url}/health`, { timeoutMs }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

test('what is left of a deadline need not be a whole number of milliseconds', async () => {
  assert.equal((await fetch(`${sim.engine.url}/health`, { timeoutMs: timeoutMs + 0.25 })).status, 200);
});

test('a certificate is taken that the CA file vouches for', async () => {
  const route = { ...direct, caFile: certificate.caFile };
  assert.equal((await fetch(`${front.url}/health`, { timeoutMs, route })).status, 200);
});

test('any certificate is taken where the user does not want it checked', async () => {
  const route = { ...direct, tlsInsecure: true };
  assert.equal((await fetch(`${front.url}/health`, { timeoutMs, route })).status, 200);
});

test('a plain request goes through the proxy that was asked for, and only then', async () => {
  const before = proxy.asked.length;
  assert.equal((await fetch(`${sim.engine.url}/health`, { timeoutMs })).status, 200);
  assert.equal(proxy.asked.length, before);
  const route = { ...direct, proxy: proxy.url };
  assert.equal((await fetch(`${sim.engine.url}/health`, { timeoutMs, route })).status, 200);
  assert.deepEqual(proxy.asked.slice(before), [`GET ${sim.engine.url}/health`]);
});

test('an https request tunnels through the proxy, and the certificate is still checked', async () => {
  const route = { ...direct, proxy: proxy.url };
  await assert.rejects(fetch(`${front.url}/health`, { timeoutMs, route }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const trusted = { ...route, caFile: certificate.caFile };
  assert.equal((await fetch(`${front.url}/health`, { timeoutMs, route: trusted })).status, 200);
  assert.ok(proxy.asked.includes(`CONNECT ${front.url.replace('https://', '')}`));
});

test('a stream comes in pieces, and a limit ends it with its reason', async () => {
  const body = JSON.stringify({ model: 'dyno-sim', prompt: 'x', max_tokens: 4, stream: true, sim: { itlMs: 5 } });
  const url = `${sim.engine.url}/v1/completions`;
  const { status, pieces } = await stream(url, { method: 'POST', body, timeoutMs });
  assert.equal(status, 200);
  let text = '';
  for await (const piece of pieces) text += piece;
  assert.match(text, /\[DONE\]/);
  const slow = body.replace('"itlMs":5', '"ttftMs":60000');
  const late = await stream(url, { method: 'POST', body: slow, timeoutMs: 200 });
  await assert.rejects(
    async () => {
      for await (const _ of late.pieces);
    },
    { name: 'TimeoutError' },
  );
});

test('nobody there is said with its code', async () => {
  await assert.rejects(fetch('http://127.0.0.1:9/', { timeoutMs }), { code: 'ECONNREFUSED' });
});

test('what is left of a deadline may be a fraction of a millisecond', async () => {
  assert.equal((await fetch(`${sim.engine.url}/health`, { timeoutMs: 1_798_539.411_58 })).status, 200);
});
