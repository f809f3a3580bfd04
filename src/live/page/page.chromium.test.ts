import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { cellBegins, loadBegins, runBegins } from '../../testing/example-live-events.ts';
import { exampleLiveState } from '../../testing/example-live-state.ts';
import { hostileTexts } from '../../testing/hostile-texts.ts';
import { testWorld } from '../../testing/test-world.ts';
import { makeHistory } from '../history.ts';
import type { LiveState } from '../live-state.ts';
import { startLive } from '../start-live.ts';
import { livePage } from './page.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => existsSync(place));
const skip = executablePath === undefined ? `no Chromium here (looked at ${places.join(', ')})` : false;

const listeners = new Set<ServerResponse>();
const history = makeHistory();
let browser: Browser;
let url = '';

function write(response: ServerResponse, event: string, data: unknown): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Tells every page that listens. */
function tell(state: LiveState): void {
  history.add(state);
  for (const listener of listeners) write(listener, 'state', state);
}

/** Serves the page and its events, as the live server does, but at the pace of the test. */
const server = createServer(async ({ url: path }, response) => {
  if (path === '/')
    return void response.setHeader('content-type', 'text/html; charset=utf-8').end(await livePage(testWorld()));
  if (path !== '/events') return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 50\n\n');
  write(response, 'history', history.current());
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
});

before(async () => {
  if (executablePath === undefined) return;
  for (let second = 0; second < 90; second++) if (second < 60 || second > 69) history.add(exampleLiveState(second));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

type Opened = { page: Page; complaints: string[]; requests: string[] };

async function visit(address: string, colorScheme: 'light' | 'dark' = 'light', width = 1100): Promise<Opened> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('request', (request) => void requests.push(request.url()));
  await page.goto(address);
  return { page, complaints, requests };
}

/** Opens the page of the test's own server, and waits until it listens. */
async function open(colorScheme: 'light' | 'dark', width: number): Promise<Opened> {
  const opened = await visit(url, colorScheme, width);
  while (listeners.size === 0) await new Promise((done) => server.once('request', done));
  return opened;
}

const shows = (page: Page, selector: string, text: string) =>
  page.locator(selector).filter({ hasText: text }).first().waitFor({ timeout: 5_000 });

test('the page shows a run as its events come, with what was before, and fetches nothing else', { skip }, async () => {
  const { page, complaints, requests } = await open('light', 1100);
  tell(exampleLiveState(90));
  await shows(page, '#connection', 'live');
  await shows(page, '#run-progress', 'cell 2 of 7');
  await shows(page, '#cell-progress', '330 of 700 requests');
  const { client } = exampleLiveState(90);
  const figure = Math.round(client?.tokensPerS ?? 0).toLocaleString('en-US');
  await shows(page, '#figures b', figure);
  await shows(page, '.live-chart .key', figure);
  // Ten seconds without a state: the line is in two parts, and two cells began.
  const line = page.locator('.live-chart path.line').first();
  assert.equal((await line.getAttribute('d'))?.match(/M/g)?.length, 2);
  assert.equal(await page.locator('.live-chart').first().locator('line.cell').count(), 2);
  assert.deepEqual(await page.locator('.live-chart figcaption b').allTextContents(), [
    'Output tokens',
    'Requests',
    'Time to first token (TTFT)',
    'Time per output token (TPOT)',
    'KV cache in use',
    'CPU',
    'Main memory',
  ]);
  await shows(page, '#cell-rows .state', 'VALID');
  assert.ok(await page.locator('#simulated').isVisible());

  await page.locator('.live-chart svg[role=slider]').first().focus();
  for (let press = 0; press < 25; press++) await page.keyboard.press('ArrowLeft');
  assert.match(
    (await page.locator('[role=slider]').first().getAttribute('aria-valuetext')) ?? '',
    /– tokens\/s at 1:0/,
  );
  await page.keyboard.press('Escape');
  assert.deepEqual([complaints, requests], [[], [url, `${url}events`]]);
  await page.close();
});

test('whatever an engine says is shown as text, and a GPU has charts of its own', { skip }, async () => {
  const { page, complaints, requests } = await open('dark', 400);
  const elements = await page.locator('script, iframe, object, embed, img, link, base, form, audio, video').count();
  const state = exampleLiveState(91);
  const text = hostileTexts.join(' ');
  const [cell] = state.cells;
  assert.ok(cell !== undefined && state.cell !== null);
  tell({
    ...state,
    run: { ...state.run, title: text, engine: text, model: text },
    cell: { ...state.cell, id: text, level: text },
    gpu: {
      name: text,
      utilisationPercent: 55.5,
      memoryUsedBytes: 3 * 1024 ** 3,
      memoryTotalBytes: 8 * 1024 ** 3,
      powerW: 120,
      temperatureC: 60,
      smClockMhz: 1_400,
    },
    cells: [{ ...cell, id: text }],
    says: hostileTexts.map((line, index) => ({ tMs: index * 1_000, line })),
  });
  await shows(page, '.live-chart', 'GPU busy');
  await shows(page, '.live-chart .key', '55.5');
  for (const selector of ['#title', '#cell-progress', '#gpu', '#cell-rows', '#log'])
    for (const shown of ['<script>alert(1)</script>', '<!-- never closed', '{{{this}}} {{constructor}}'])
      assert.ok((await page.locator(selector).textContent())?.includes(shown), `${selector}: ${shown}`);
  assert.equal(
    await page.locator('script, iframe, object, embed, img, link, base, form, audio, video').count(),
    elements,
  );
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400);
  assert.deepEqual([complaints, requests], [[], [url, `${url}events`]]);
  await page.close();
});

test('the page says that its news are old, comes back, and tells how the run ended', { skip }, async () => {
  const { page } = await open('light', 1100);
  tell(exampleLiveState(92));
  await shows(page, '#connection', 'live');
  server.close();
  server.closeAllConnections();
  await shows(page, '#connection', 'reconnecting');
  const { port } = new URL(url);
  await new Promise<void>((done) => server.listen(Number(port), '127.0.0.1', done));
  while (listeners.size === 0) await new Promise((done) => server.once('request', done));
  const { run, ...state } = exampleLiveState(93);
  tell({ ...state, run });
  await shows(page, '#connection', 'live');
  tell({ ...state, run: { ...run, state: 'done', finished: true, reportPath: '/results/a run/report.html' } });
  await shows(page, '#end', 'The run is finished. Its report: /results/a run/report.html');
  await shows(page, '#connection', 'finished');
  assert.match(await page.title(), /^done/);
  await page.close();
});

test('the server of --live is heard by the page, from the cell to the end of the run', { skip }, async () => {
  const live = await startLive(null, testWorld());
  for (const event of [runBegins, ...cellBegins]) live.observe(event);
  const { page, complaints, requests } = await visit(live.url);
  await shows(page, '#run-progress', 'cell 1 of 2');
  await shows(page, '#state', 'warming up');
  live.observe(loadBegins);
  await shows(page, '#state', 'measuring');
  live.observe({ kind: 'end', state: 'done', reportPath: '/results/report.html' });
  await shows(page, '#end', 'The run is finished. Its report: /results/report.html');
  assert.deepEqual([complaints, requests], [[], [live.url, `${live.url}events`]]);
  await page.close();
  await live.close();
});
