import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { EngineResult } from '../domain/engine-result.ts';
import type { Plan } from '../domain/plan.ts';
import type { ClientReport } from '../domain/sample.ts';
import { startupTimes } from '../domain/startup-times.ts';
import { exitCodes } from '../errors.ts';
import { jsonSchemas } from '../results/json-schemas.ts';
import { assertFinished, assertNothingLeft, told } from '../testing/nothing-left.ts';
import { withoutScript } from '../testing/page-skeleton.ts';
import { bench, type Ended, makePlace, type Place, runFolder, startProgram } from '../testing/program.ts';
import { filesUnder, readJson, readJsonLines, readRecord, readSamples, statesOf } from '../testing/run-on-disk.ts';

const inRun = [
  ...[
    'run.json',
    'plan.yaml',
    'env.json',
    'fairness.json',
    'hashes.json',
    'install.log',
    'engine.log',
    'k6.log',
    'events.ndjson',
  ],
  ...['ledger.ndjson', 'benchmark_report.md', 'benchmark_report.txt', 'report.html', 'benchmark_results.csv'],
];
const inCell = [
  ...['workload.jsonl', 'load.json', 'requests.jsonl', 'client.json', 'statistics.json', 'verdict.json', 'hashes.json'],
  ...['metrics.csv', 'gpu_memory.csv', 'engine_metrics.csv', 'engine_process.csv', 'host.csv'],
];

/** Validates as a stranger would: with the published schema and another validator. */
function assertFollows(schema: string, value: unknown, what: string): void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(jsonSchemas().get(`${schema}.schema.json`) ?? ''));
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`);
}

function readPlan(folder: string): Plan {
  return parse(readFileSync(join(folder, 'plan.yaml'), 'utf8')) as Plan;
}

function assertComplete(folder: string, engine: string): void {
  const files = new Set(filesUnder(folder));
  const cells = readPlan(folder).cells.map(({ id }) => id);
  const expected = [...inRun, `${engine}.json`, ...cells.flatMap((id) => inCell.map((name) => join(id, name)))];
  assert.deepEqual(
    expected.filter((name) => !files.has(name)),
    [],
    'missing files',
  );
  assert.deepEqual(
    [...files].filter((name) => /(^|\/)\.|\.tmp/.test(name)),
    [],
    'temporary files',
  );
}

function assertSchemasHold(folder: string, engine: string): void {
  assertFollows('engine-result', readJson(folder, `${engine}.json`), `${engine}.json`);
  assertFollows('run', readJson(folder, 'run.json'), 'run.json');
  assertFollows('fairness', readJson(folder, 'fairness.json'), 'fairness.json');
  assertFollows('environment', readJson(folder, 'env.json'), 'env.json');
  assertFollows('plan', readPlan(folder), 'plan.yaml');
  for (const { id } of readPlan(folder).cells) {
    assertFollows('load-plan', readJson(folder, id, 'load.json'), id);
    assertFollows('client-report', readJson(folder, id, 'client.json'), id);
    assertFollows('statistics', readJson(folder, id, 'statistics.json'), id);
    assertFollows('verdict', readJson(folder, id, 'verdict.json'), id);
    for (const sample of readSamples(folder, id)) assertFollows('sample', sample, id);
    for (const item of readJsonLines(folder, id, 'workload.jsonl')) assertFollows('work-item', item, id);
  }
}

function assertCountsAddUp(folder: string): void {
  for (const cell of readPlan(folder).cells) {
    const client = readJson(folder, cell.id, 'client.json') as ClientReport;
    const ids = readSamples(folder, cell.id).map(({ id }) => id);
    const work = readJsonLines(folder, cell.id, 'workload.jsonl') as { id: string }[];
    assert.equal(client.planned, cell.requests, cell.id);
    assert.equal(client.planned, client.dropped + client.sent, cell.id);
    assert.equal(
      client.sent,
      Object.values(client.outcomes).reduce((sum, count) => sum + count, 0),
      cell.id,
    );
    assert.equal(ids.length, client.sent, cell.id);
    assert.deepEqual(ids.toSorted(), work.map(({ id }) => id).toSorted(), cell.id);
  }
}

/** Distinct values among the pixel bytes of a PNG: an empty picture has one or two. */
function valuesInPng(bytes: Buffer): number {
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return new Set(inflateSync(Buffer.concat(data))).size;
}

function assertReport(folder: string): void {
  // That the policy allows our one script and no other is proved there.
  const html = withoutScript(readFileSync(join(folder, 'report.html'), 'utf8'));
  assert.doesNotMatch(html, /<script|javascript:|\son\w+=/i);
  assert.doesNotMatch(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, ''), /(src|href)="?(https?:)?\/\//);
  const pictures = filesUnder(join(folder, 'charts')).filter((name) => name.endsWith('.png'));
  assert.ok(pictures.length >= 4, pictures.join());
  // Lettering is drawn with smooth edges, so a picture with text has many shades.
  for (const name of pictures) assert.ok(valuesInPng(readFileSync(join(folder, 'charts', name))) > 50, name);
}

function assertRecord(folder: string, ended: Ended): void {
  const run = readRecord(folder);
  assert.equal(run.state, 'done');
  assert.equal(run.exitCode, ended.exitCode);
  assert.deepEqual(run.errors, []);
  assert.equal(run.cleanup?.clean, true);
  assert.deepEqual(
    run.cellsDone,
    readPlan(folder).cells.map(({ id }) => id),
  );
  const order = ['preflight', 'starting', 'ready', 'warming', 'loading', 'analysing', 'cleaning', 'reporting'];
  assert.deepEqual([...new Set(statesOf(folder))], order);
}

function assertExitSaysVerdict(result: EngineResult, exitCode: number | null): void {
  assert.equal(exitCode, result.validity === 'INVALID' ? exitCodes.invalid : exitCodes.ok);
}

/** Everything that must hold of a run that went to its end. */
async function assertWholeRun(ended: Ended, engine: string): Promise<EngineResult> {
  await assertFinished(ended);
  const folder = runFolder(ended.place);
  assertComplete(folder, engine);
  assertSchemasHold(folder, engine);
  assertCountsAddUp(folder);
  assertReport(folder);
  assertRecord(folder, ended);
  const result = readJson(folder, `${engine}.json`) as EngineResult;
  assertExitSaysVerdict(result, ended.exitCode);
  return result;
}

/** `dyno report` on a folder without its results: everything comes back from the samples. */
async function assertReportComesBack(place: Place, engine: string): Promise<void> {
  const folder = runFolder(place);
  const before = readJson(folder, `${engine}.json`);
  const gone = [
    `${engine}.json`,
    'report.html',
    'benchmark_report.md',
    'benchmark_report.txt',
    'benchmark_results.csv',
    'charts',
  ];
  for (const name of gone) rmSync(join(folder, name), { recursive: true });
  const ended = await startProgram(['report', folder], place).ended;
  assert.equal(ended.exitCode, exitCodes.ok, told(ended));
  assert.match(ended.stdout, /^verdict: [A-Z]+ \(/);
  assert.ok(ended.stdout.endsWith(`\nreport: ${join(folder, 'report.html')}\n`), ended.stdout);
  assert.deepEqual(readJson(folder, `${engine}.json`), before);
  assertComplete(folder, engine);
  assertReport(folder);
  await assertNothingLeft(ended);
}

/** Holds loopback ports that the Compose files publish for work by hand; one that is held already is as good. */
async function occupy(context: TestContext, ports: number[]): Promise<void> {
  for (const port of ports) {
    const server = createServer();
    const taken = new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve() : reject(error)));
    });
    server.listen(port, '127.0.0.1');
    await taken;
    context.after(() => server.close());
  }
}

test('bench of the simulator leaves a whole, valid, reproducible run folder and nothing else', async (t) => {
  const place = makePlace(t);
  const ended = await bench(['--engine', 'sim', '--limit', '8'], place);
  const result = await assertWholeRun(ended, 'sim');
  assert.equal(result.benchmarks.throughput.length, 3);
  assert.match(ended.stdout, /^engine +test +requests +ok/m);
  assert.match(ended.stdout, /^sim +low_latency\/run-1 +8 +8 /m);
  assert.ok(ended.stdout.endsWith(`report: ${join(runFolder(place), 'report.html')}\n`), ended.stdout);
  assert.match(readFileSync(join(runFolder(place), 'report.html'), 'utf8'), /simulated/i);
  await assertReportComesBack(place, 'sim');
});

/** env.json says what the machine is, which images ran and what is installed inside. */
function assertEnvironment({ system, run }: EngineResult): void {
  const { host, images, docker, engine } = system;
  assert.deepEqual(images, [{ purpose: 'engine', ...run.image }]);
  assert.match(docker?.runtime ?? '', /runc|crun/);
  assert.equal(host.processor?.threads, host.cpus);
  assert.ok((host.processor?.cores ?? 0) > 0 && host.kernelSettings?.clockSource !== null);
  assert.match(engine.python?.version ?? '', /^3\./);
  assert.match(engine.python?.packages.xllamacpp ?? '', /^\d/);
}

/** llama.cpp was asked what it does, and does what it was asked. */
function assertReadBack({ fairness, system, run }: EngineResult): void {
  const settings = Object.fromEntries((fairness?.settings ?? []).map((line) => [line.setting, line]));
  for (const [setting, value] of [
    ['maxNumSeqs', '16'],
    ['contextLength', '2048'],
  ] as const) {
    const { state, effective, asAsked } = settings[setting] ?? {};
    assert.deepEqual([state, effective, asAsked], ['set', value, true], setting);
  }
  assert.deepEqual([settings.prefixCache?.state, settings.prefixCache?.effective], ['set', null]);
  assert.equal(fairness?.facts.find(({ fact }) => fact === 'quantization')?.value, 'Q8_0');
  assert.ok('/props' in system.engine.selfReport);
  const parts = startupTimes(run).map(({ part }) => part);
  assert.deepEqual(parts, ['pull', 'create', 'weights', 'ready', 'firstToken']);
}

test('bench of llama.cpp gives its result as JSON, also while the port for work by hand is taken', async (t) => {
  await occupy(t, [8060]);
  const place = makePlace(t);
  const ended = await bench(['--engine', 'llamacpp', '--limit', '8', '--runs', '1', '--json'], place);
  const result = await assertWholeRun(ended, 'llamacpp');
  const shown = JSON.parse(ended.stdout) as { folder: string; exitCode: number; result: EngineResult };
  assert.equal(shown.folder, runFolder(place));
  assert.equal(shown.exitCode, ended.exitCode);
  assert.deepEqual(shown.result, result);
  const cells = Object.values(result.benchmarks).flat();
  for (const { statistics } of cells) assert.equal(statistics.requests.outcomes.ok, 8, statistics.cell.id);
  assert.ok(cells.every(({ statistics }) => (statistics.tokens.output ?? 0) > 0));
  assert.ok(result.run.image !== null && result.system.engine.version !== null);
  assertReadBack(result);
  assertEnvironment(result);
});
