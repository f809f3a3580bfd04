import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../cli.ts';
import { baselineSchema, comparedSidesSchema } from '../domain/difference.ts';
import type { MeasuredCell } from '../domain/engine-result.ts';
import { compareRuns } from '../run/compare-runs.ts';
import { exampleCell, exampleItem } from '../testing/example-cell.ts';
import { exampleHead, exampleRunInput, writeComparedRun } from '../testing/example-comparison.ts';
import { exampleSamples, measuredExample } from '../testing/example-result.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';

const world = testWorld();
const results = temporaryFolder();

/** Three runs of throughput that differ a little, and one of low_latency; first tokens come `slower` us later. */
function cells(slower: number): MeasuredCell[] {
  const runs = [1, 2, 3].map((repeat) =>
    measuredExample(
      exampleCell({ id: `throughput/run-${repeat}`, repeat, requests: 140 }),
      exampleSamples(140, slower + repeat * 20),
    ),
  );
  return [...runs, measuredExample(lowCell, exampleSamples(140, slower))];
}

/** The same cell with too few requests for a p95, and asked for as many as before. */
function shorter({ statistics, ...cell }: MeasuredCell): MeasuredCell {
  const { percentiles, ...ttft } = statistics.ttftMs;
  const lacking = percentiles.map((one) => (one.p === 95 ? { ...one, value: null, insufficient: true } : one));
  return { ...cell, statistics: { ...statistics, ttftMs: { ...ttft, percentiles: lacking } } };
}

const lowCell = exampleCell({
  id: 'low_latency/run-1',
  test: 'low_latency',
  requests: 140,
  shape: { kind: 'concurrency', concurrency: 1 },
});

/** A run folder with the records of its only run of low_latency. */
function folder(name: string, slower: number): string {
  const path = writeComparedRun(results, exampleRunInput(name, cells(slower)));
  const samples = exampleSamples(140, slower);
  const lines = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(join(path, lowCell.id, 'requests.jsonl'), lines(samples));
  writeFileSync(join(path, lowCell.id, 'workload.jsonl'), lines(samples.map(({ id }) => exampleItem(id))));
  return path;
}

const [alpha, beta, gamma] = [folder('alpha', 0), folder('beta', 3_000), folder('gamma', 0)];

async function compare(...args: string[]) {
  const before = { ...world.shown };
  const exitCode = await runCli(['compare', ...args], world);
  return { exitCode, out: world.shown.out.slice(before.out.length), err: world.shown.err.slice(before.err.length) };
}

test('a slower engine ends with code 9, and table, Markdown, JUnit and JSON tell of it alike', async () => {
  const file = (name: string) => join(results, name);
  const { exitCode, out } = await compare(alpha, beta, '--markdown', file('summary.md'), '--junit', file('junit.xml'));
  assert.equal(exitCode, 9);
  assert.match(out, /not the same:[\s\S]*engine +Engine alpha +Engine beta[\s\S]*TTFT p50, ms .*slower/);
  assert.match(out, /REGRESSION: \d+ of \d+ figures$/m);
  const json = comparedSidesSchema.parse(JSON.parse((await compare(alpha, beta, '--json')).out));
  const [pair] = json.pairs;
  const ttft = pair?.differences.filter(({ metric }) => metric === 'ttftP50Ms') ?? [];
  assert.deepEqual(
    ttft.map(({ answer, method }) => [answer, method]),
    [
      ['slower', 'welch'],
      ['slower', 'paired-bootstrap'],
    ],
  );
  const markdown = readFileSync(file('summary.md'), 'utf8');
  assert.match(markdown, /^## beta against alpha: REGRESSION/);
  assert.ok(markdown.length < 65_536);
  const junit = readFileSync(file('junit.xml'), 'utf8');
  assert.match(
    junit,
    new RegExp(`<testsuites name="dyno compare" tests="\\d+" failures="${pair?.failed.length}" errors="0"`),
  );
});

test('the same figures twice are no regression: code 0, and no difference shown', async () => {
  const { exitCode, out } = await compare(alpha, gamma);
  assert.equal(exitCode, 0);
  assert.match(out, /^no regression shown; figures without an answer: \d+; tests with a warning: 1$/m);
  assert.doesNotMatch(out, /faster$|slower$/m);
});

test('--fail-on decides what ends with code 9', async () => {
  assert.equal((await compare(alpha, beta, '--fail-on', 'ttft_p50>50%', '--fail-on', 'tpot_p50>1%')).exitCode, 0);
  assert.equal((await compare(alpha, beta, '--fail-on', 'regression>5%')).exitCode, 9);
  const wrong = await compare(alpha, beta, '--fail-on', 'ttft>5');
  assert.deepEqual([wrong.exitCode, /--fail-on ttft>5: not a rule[\s\S]*ttftP99Ms/.test(wrong.err)], [2, true]);
});

test('--strict ends with code 3 where a rule warns of a side, and a regression still comes first', async () => {
  const judged = (name: string, slower: number, state: 'VALID' | 'WARN') => {
    const rule = { rule: 'ERROR_SHARE', state, measured: '1 of 140', limit: '0', advice: 'read' } as const;
    const all = cells(slower)
      .slice(0, 3)
      .map((cell) => ({ ...cell, verdict: { ...cell.verdict, state, rules: [rule] } }));
    return writeComparedRun(results, exampleRunInput(name, all));
  };
  const [fit, fine] = [judged('fit', 0, 'VALID'), judged('fine', 0, 'VALID')];
  const [warned, slow] = [judged('warned', 0, 'WARN'), judged('slow', 3_000, 'WARN')];
  const lax = await compare(fit, warned);
  assert.equal(lax.exitCode, 0);
  assert.match(lax.out, /compared, with a warning:\n {2}throughput, .*: warned is WARN \(ERROR_SHARE\)/);
  const strict = await compare(fit, warned, '--strict');
  assert.equal(strict.exitCode, 3);
  assert.match(strict.out, /no regression shown;.* tests with a warning: 1, FAILED \(--strict\)$/m);
  assert.equal((await compare(fit, fine, '--strict')).exitCode, 0);
  assert.equal((await compare(fit, slow, '--strict')).exitCode, 9);
  const file = join(results, 'warned.json');
  assert.equal((await compare(warned, '--write-baseline', file)).exitCode, 0);
  assert.equal((await compare(warned, '--write-baseline', file, '--strict')).exitCode, 3);
  assert.equal((await compare(fit, '--baseline', file, '--strict')).exitCode, 3);
});

test('a metric asked for by name that has no answer is no pass', async () => {
  const few = writeComparedRun(results, exampleRunInput('few', cells(0).map(shorter)));
  const lost = await compare(alpha, few, '--fail-on', 'ttft_p95>10%');
  assert.equal(lost.exitCode, 2, lost.out);
  assert.match(lost.err, /NOT_COMPARABLE: few against alpha: ttftP95Ms of throughput, .*few does not have the figure/);
  assert.match(lost.out, /TTFT p95, ms .* not comparable/);
  const none = await compare(alpha, gamma, '--metric', 'ttft_p99');
  assert.deepEqual([none.exitCode, /ttftP99Ms: alpha does not have the figure/.test(none.err)], [2, true], none.err);
  const named = ['--metric', 'ttft_p50', '--metric', 'tpot_p50'];
  assert.equal((await compare(alpha, few, ...named)).exitCode, 0);
});

test('a test of which the samples are gone on one side has no answer at all, and that is no pass', async () => {
  const bare = writeComparedRun(join(results, 'bare'), exampleRunInput('bare', cells(0)));
  const { exitCode, err } = await compare(alpha, bare);
  assert.deepEqual(
    [exitCode, /low_latency, 1 in flight: no figure has an answer: one run a side/.test(err)],
    [2, true],
  );
});

test('after the table stands where charts are: of one engine its reports, of several what brings them together', async () => {
  const twice = writeComparedRun(join(results, 'again'), exampleRunInput('alpha', cells(0), { run: { id: 'again' } }));
  const same = await compare(alpha, twice);
  assert.ok(same.out.endsWith(`charts: ${alpha}/report.html\ncharts: ${twice}/report.html\n`), same.out);
  const two = await compare(alpha, gamma);
  assert.ok(two.out.endsWith(`one page with charts of all: ./dyno report --comparison ${alpha} ${gamma}\n`), two.out);
});

test('a baseline stands for its run when that is gone, and is what its schema says', async () => {
  const old = folder('delta', 0);
  const file = join(results, 'baseline.json');
  assert.equal((await compare(old, '--write-baseline', file)).exitCode, 0);
  rmSync(old, { recursive: true });
  const { side } = baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  assert.equal(side.engine, 'delta');
  assert.ok(side.folders.length > 0 && side.folders.every((name) => !name.includes('/')), side.folders.join());
  const same = await compare(gamma, '--baseline', file);
  assert.equal(same.exitCode, 0);
  assert.match(same.out, /^A: baseline delta/);
  assert.equal((await compare(beta, '--baseline', file)).exitCode, 9);
});

test('a baseline of the very run that it is held against, one edited by hand and a newer one are refused', async () => {
  const file = join(results, 'of-alpha.json');
  assert.equal((await compare(alpha, '--write-baseline', file)).exitCode, 0);
  const whole = readFileSync(file, 'utf8');
  const indented = join(results, 'other-white-space.json');
  writeFileSync(indented, JSON.stringify(JSON.parse(whole)));
  assert.equal((await compare(gamma, '--baseline', indented)).exitCode, 0);
  const refused = async (text: string, against: string) => {
    writeFileSync(file, text);
    const { exitCode, err } = await compare(against, '--baseline', file);
    assert.equal(exitCode, 2, err);
    return err;
  };
  assert.match(await refused(whole, alpha), /baseline alpha and alpha rest on the same run, run-of-alpha/);
  const edited = whole.replace(/("value": )[\d.]+/, '$199999');
  assert.notEqual(edited, whole);
  assert.match(await refused(edited, gamma), /was edited after it was written[\s\S]*--write-baseline/);
  const newer = whole.replace('"version": 1', '"version": 9');
  assert.match(await refused(newer, gamma), /is version 9; this Dyno reads up to version 1/);
  for (const text of ['', whole.slice(0, 500), '[]', 'null'])
    assert.match(await refused(text, gamma), /RUN_FOLDER_INVALID: [\s\S]*--write-baseline/);
});

test('run folders joined by commas are repeats of one side: a start each', async () => {
  const run = (name: string, slower: number) => {
    const input = exampleRunInput(name, cells(slower), { run: { id: `run-of-${name}-${slower}` } });
    return writeComparedRun(join(results, `${name}-${slower}`), input);
  };
  const olds = [0, 30, 60].map((us) => run('epsilon', us)).join(',');
  const news = [2_000, 2_030, 2_060].map((us) => run('zeta', us)).join(',');
  const { exitCode, out } = await compare(olds, news);
  assert.equal(exitCode, 9);
  assert.match(out, /low_latency .* TTFT p50, ms .* Welch's t, 3:3 +slower/);
});

test('a comparison folder stands for its engines, and rounds of it are compared round by round', async () => {
  const round = (number: number) => ({ run: { sequence: { round: number, rounds: 3, position: number, of: 6 } } });
  const inputs = [1, 2, 3].flatMap((number) => [
    exampleRunInput('eta', cells(number * 4_000), round(number)),
    exampleRunInput('theta', cells(number * 4_000 + 2_500), round(number)),
  ]);
  const folders = inputs.map((input) => writeComparedRun(results, input));
  const { folder: comparison } = await compareRuns([...folders, alpha], exampleHead(), results, world);
  const { out, exitCode } = await compare(comparison, '--json');
  assert.equal(exitCode, 9);
  const { pairs } = comparedSidesSchema.parse(JSON.parse(out));
  assert.deepEqual(
    pairs.map(({ a, b }) => [a, b]),
    [
      ['eta', 'theta'],
      ['eta', 'alpha'],
    ],
  );
  const e2e = pairs[0]?.differences.find(({ test, metric }) => test === 'throughput' && metric === 'e2eP50Ms');
  assert.deepEqual([e2e?.method, e2e?.runs], ['paired-rounds', { a: 3, b: 3 }]);
});

test('a test that B no longer has, and other work, end with code 2 and clear words', async () => {
  const short = writeComparedRun(results, exampleRunInput('short', cells(0).slice(0, 3)));
  const missing = await compare(alpha, short);
  assert.equal(missing.exitCode, 2);
  assert.match(missing.err, /NOT_COMPARABLE: short against alpha: low_latency, 1 in flight: short has no such test/);
  const other = folder('other', 0);
  const path = join(other, 'other.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"cpus":2', '"cpus":64'));
  const machine = await compare(alpha, other);
  assert.deepEqual([machine.exitCode, /cores 2 against 64/.test(machine.err)], [2, true]);
  assert.match(machine.out, /not comparable: work or machine differ/);
  assert.equal((await compare(alpha, other, '--anyway')).exitCode, 0);
});

test('what is no run, one side alone, and a metric that nobody knows are refused with what to do', async () => {
  for (const [args, words] of [
    [[alpha], /two sides or more/],
    [[], /compare wants run folders/],
    [[alpha, results], /RUN_FOLDER_INVALID: .* is not a run of Dyno: it has no run\.json/],
    [[alpha, alpha], /are the same run, run-of-alpha: give each run once/],
    [[`${alpha},${alpha}`, beta], /are the same run, run-of-alpha: give each run once/],
    [[`${alpha},${gamma}`, gamma], /runs of different engines, alpha and gamma[\s\S]*only repeats of one thing/],
    [[`${alpha},`, beta], /names a folder without a name/],
    [['', beta], /names a folder without a name/],
    [[alpha, '--baseline', join(results, 'none.json')], /none\.json is missing[\s\S]*--write-baseline/],
    [[alpha, '--baseline', join(alpha, 'run.json')], /run\.json is not what its name says[\s\S]*--write-baseline/],
    [[alpha, beta, '--metric', 'speed'], /no such metric; there are: outputTokensPerS/],
  ] as const) {
    const { exitCode, err } = await compare(...args);
    assert.deepEqual([exitCode, words.test(err)], [2, true], err);
  }
});
