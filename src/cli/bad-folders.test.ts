import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../cli.ts';
import { comparisonSchema } from '../domain/comparison.ts';
import type { MeasuredCell } from '../domain/engine-result.ts';
import { DynoError, exitCodes } from '../errors.ts';
import { readFinished } from '../results/read-finished.ts';
import { remakeResult } from '../run/remake-report.ts';
import { exampleCell } from '../testing/example-cell.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { writeWholeRun } from '../testing/whole-run.ts';

const world = testWorld();
const place = temporaryFolder();
const good = await writeWholeRun(place, 'alpha');
const other = await writeWholeRun(place, 'beta');
let copies = 0;

function copyOf(folder: string): string {
  copies += 1;
  const copy = join(place, `copy-${copies}`);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** What a command answers in this process; no answer may hold a stack or pass for a bug of ours. */
async function dyno(...args: string[]) {
  const before = { ...world.shown };
  const exitCode = await runCli(args, world);
  const err = world.shown.err.slice(before.err.length);
  assert.notEqual(exitCode, exitCodes.bug, err);
  assert.doesNotMatch(err, /\n\s+at |INTERNAL|\[object/, err);
  return { exitCode, err, out: world.shown.out.slice(before.out.length) };
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, `nothing to edit in ${path}`);
  writeFileSync(path, changed);
}

/** A folder where a file is looked for. */
function inItsPlace(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

/** Each makes of a whole run one that cannot be read; what `report` and `compare` say of it. */
type Case = { what: string; make(folder: string): void; report: RegExp | null; compare: RegExp | null };

const sample = 'throughput/run-1/requests.jsonl';
const junk = Buffer.from([0, 255, 254, 7, 10, 0, 123, 10, 200]);
const changedSample = (folder: string) =>
  edit(join(folder, sample), (text) => text.replace('"outputTokens":4', '"outputTokens":9'));

const cases: Case[] = [
  {
    what: 'an empty folder',
    make: (folder) => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    },
    report: /is not a run of Dyno: it has no run\.json/,
    compare: /is not a run of Dyno: it has no run\.json/,
  },
  {
    what: 'no folder at all',
    make: (folder) => rmSync(folder, { recursive: true }),
    report: /there is no such folder/,
    compare: /there is no such folder/,
  },
  {
    what: 'a file in its place',
    make: (folder) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '{}');
    },
    report: /it is a file, not a folder/,
    compare: /it is a file, not a folder/,
  },
  {
    what: 'a link that leads to itself',
    make: (folder) => {
      rmSync(folder, { recursive: true });
      symlinkSync(folder, folder);
    },
    report: /is not a run of Dyno/,
    compare: /is not a run of Dyno/,
  },
  {
    what: 'a run.json of another thing',
    make: (folder) => writeFileSync(join(folder, 'run.json'), '[]'),
    report: /run\.json is not what its name says/,
    compare: /run\.json is not what its name says/,
  },
  {
    what: 'a run.json of nothing but depth',
    make: (folder) => writeFileSync(join(folder, 'run.json'), '['.repeat(500_000)),
    report: /run\.json cannot be read/,
    compare: /run\.json cannot be read/,
  },
  {
    what: 'a newer run',
    make: (folder) => edit(join(folder, 'run.json'), (text) => text.replace('"version":1', '"version":9')),
    report: /run\.json is version 9; this Dyno reads up to version 1/,
    compare: /run\.json is version 9/,
  },
  {
    what: 'a newer plan',
    make: (folder) => edit(join(folder, 'plan.yaml'), (text) => text.replace(/^version: \d/, 'version: 9')),
    report: /plan\.yaml is version 9/,
    compare: /plan\.yaml is version 9/,
  },
  {
    what: 'a newer result',
    make: (folder) => edit(join(folder, 'alpha.json'), (text) => text.replace('"version": 1', '"version": 9')),
    report: null,
    compare: /alpha\.json is version 9/,
  },
  {
    what: 'no plan',
    make: (folder) => rmSync(join(folder, 'plan.yaml')),
    report: /ended before its plan was written/,
    compare: /ended before its plan was written/,
  },
  {
    what: 'the plan of another run',
    make: (folder) => edit(join(folder, 'plan.yaml'), (text) => text.replace('sha256:00', 'sha256:11')),
    report: /not the plan of this run: its hash is sha256:11/,
    compare: /not the plan of this run/,
  },
  {
    what: 'a plan that leads out of the folder',
    make: (folder) =>
      edit(join(folder, 'plan.yaml'), (text) => text.replaceAll('throughput/run-1', 'throughput/../../x')),
    report: /plan\.yaml is not what its name says: cells\.0\.id/,
    compare: /plan\.yaml is not what its name says: cells\.0\.id/,
  },
  {
    what: 'a plan with a cell twice',
    make: (folder) =>
      edit(join(folder, 'plan.yaml'), (text) => text.replace('id: low_latency/run-1', 'id: throughput/run-1')),
    report: /has the cell throughput\/run-1 twice/,
    compare: /has the cell throughput\/run-1 twice/,
  },
  {
    what: 'the result of another run',
    make: (folder) => cpSync(join(other, 'beta.json'), join(folder, 'alpha.json')),
    report: null,
    compare: /alpha\.json is of another run, run-of-beta/,
  },
  {
    what: 'a figure of the result edited by hand',
    make: (folder) => edit(join(folder, 'alpha.json'), (text) => text.replace(/("whole": )[\d.]+/, '$199999')),
    report: null,
    compare: /edited after the run, its figures are not the run's: alpha\.json/,
  },
  {
    what: 'a sample edited by hand',
    make: changedSample,
    report: null,
    compare: /edited after the run, its figures are not the run's: throughput\/run-1\/requests\.jsonl/,
  },
  {
    what: 'an environment that is gone',
    make: (folder) => rmSync(join(folder, 'env.json')),
    report: /env\.json is missing/,
    compare: null,
  },
  {
    what: 'a result that is gone, but not its cells',
    make: (folder) => rmSync(join(folder, 'alpha.json')),
    report: null,
    compare: /has no alpha\.json, but cells with a verdict/,
  },
  {
    what: 'a folder in the place of its environment',
    make: (folder) => inItsPlace(join(folder, 'env.json')),
    report: /cannot read .*env\.json: EISDIR/,
    compare: /cannot read .*env\.json: EISDIR/,
  },
  {
    what: 'no cell with a verdict',
    make: (folder) => {
      for (const cell of ['throughput/run-1', 'low_latency/run-1']) rmSync(join(folder, cell, 'verdict.json'));
      rmSync(join(folder, 'alpha.json'));
    },
    report: /has no cell that was measured to its end/,
    compare: /no cell was measured to its end/,
  },
];

for (const { what, make, report, compare } of cases) {
  test(`${what}: report, report --comparison and compare say what is wrong, and rank nothing`, async () => {
    const folder = copyOf(good);
    make(folder);
    if (report !== null) {
      const said = await dyno('report', folder);
      assert.equal(said.exitCode, exitCodes.usage, said.err);
      assert.match(said.err, report);
    }
    if (compare === null) return;
    const made = join(place, `made-${copies}`);
    const commands = [
      ['compare', other, folder],
      ...(what === 'no cell with a verdict' ? [] : [['report', '--comparison', other, folder, '--results-dir', made]]),
    ];
    for (const command of commands) {
      const said = await dyno(...command);
      assert.equal(said.exitCode, exitCodes.usage, said.err);
      assert.match(said.err, compare);
      assert.equal(said.out, '');
    }
    assert.equal(existsSync(made), false, 'no folder is left of a comparison that cannot be');
  });
}

/** Every file of the run and of one of its cells. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !name.startsWith('low_latency'));
}

/** Asks for a result or an error of ours that names the folder. */
async function inWords<T>(what: string, work: Promise<T>): Promise<void> {
  const error = await work.then(() => null).catch((thrown: unknown) => thrown);
  if (error === null) return;
  assert.ok(
    error instanceof DynoError &&
      ['RUN_FOLDER_INVALID', 'FILE_UNREADABLE', 'RESULTS_WRITE_FAILED'].includes(error.code),
    `${what}: ${error}`,
  );
  assert.match(error.message, /copy-\d+/, `${what}: says where`);
}

test('each file of a run gone, cut or full of binary junk in turn ends in words, or in a result that says so', async () => {
  const damages: ((path: string) => void)[] = [
    (path) => rmSync(path),
    (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
    (path) => writeFileSync(path, junk),
    inItsPlace,
  ];
  for (const name of files(good)) {
    for (const [index, damage] of damages.entries()) {
      const folder = copyOf(good);
      damage(join(folder, name));
      await inWords(`${name}, damage ${index}, compared`, readFinished(folder, world));
      await inWords(`${name}, damage ${index}, reported`, remakeResult(folder, world));
      rmSync(folder, { recursive: true });
    }
  }
});

test('samples that were edited make their cells INVALID when the report is made again, and stay so', async () => {
  const folder = copyOf(good);
  changedSample(folder);
  for (const _ of [1, 2]) {
    const { benchmarks, validity } = await remakeResult(folder, world);
    assert.equal(validity, 'INVALID');
    const found = benchmarks.throughput[0]?.verdict.rules.find(({ rule }) => rule === 'FILES_CHANGED');
    assert.equal(found?.measured, `changed since the run: ${sample}`);
    assert.notEqual(benchmarks.low_latency[0]?.verdict.state, 'INVALID', 'the other cell is as it was');
  }
  const { exitCode, err } = await dyno('compare', other, folder);
  assert.equal(exitCode, exitCodes.usage, 'a cell that is INVALID has no figures to compare');
  assert.match(err, /throughput/);
});

test('a report of a run without one of its cells says so, and --strict turns a warning into exit code 3', async () => {
  const folder = copyOf(good);
  rmSync(join(folder, 'low_latency/run-1/verdict.json'));
  const said = await dyno('report', folder);
  assert.equal(said.exitCode, exitCodes.ok, said.err);
  assert.match(said.err, /low_latency\/run-1 is left out: it was not measured to its end/);
  assert.match(said.out, /^PARTIAL: 1 of 2 cells are missing: low_latency\/run-1 \(it was not measured to its end\)\n/);
  assert.match(said.out, /\nverdict: WARN \(its one cell WARN\)\n {2}WARN STEADY_TOO_SHORT in throughput\/run-1\n/);
  assert.match(
    readFileSync(join(folder, 'benchmark_report.md'), 'utf8'),
    /PARTIAL: 1 of 2 cells are missing below: low_latency/,
  );
  assert.equal((await dyno('report', '--strict', folder)).exitCode, exitCodes.invalid);
  const compared = await dyno('compare', good, folder, '--anyway');
  assert.notEqual(compared.exitCode, exitCodes.ok, 'a gate must not pass because a test is gone');
});

const halved = (path: string) => truncateSync(path, Math.floor(readFileSync(path).length / 2));
const damagedCells: { file: string; damage(path: string): void; why: string }[] = [
  { file: 'client.json', damage: rmSync, why: 'client.json is missing' },
  { file: 'client.json', damage: halved, why: 'client.json is damaged: ' },
  { file: 'client.json', damage: (path) => writeFileSync(path, junk), why: 'client.json is damaged: ' },
  { file: 'client.json', damage: inItsPlace, why: 'cannot read client.json: EISDIR' },
  { file: 'workload.jsonl', damage: rmSync, why: 'workload.jsonl is missing' },
  { file: 'workload.jsonl', damage: halved, why: '70 records were never in the workload' },
  { file: 'requests.jsonl', damage: rmSync, why: 'requests.jsonl holds 0 of 140 records' },
  { file: 'requests.jsonl', damage: halved, why: 'line 71 of requests.jsonl is cut' },
  { file: 'requests.jsonl', damage: inItsPlace, why: 'cannot read requests.jsonl: EISDIR' },
  { file: 'hashes.json', damage: halved, why: 'hashes.json cannot be read' },
];

for (const [index, { file, damage, why }] of damagedCells.entries()) {
  test(`${file} of a finished cell, damage ${index}: its cell is left out everywhere, with the reason, the others stay`, async () => {
    const folder = copyOf(good);
    damage(join(folder, 'throughput/run-1', file));
    const said = await dyno('report', folder);
    assert.equal(said.exitCode, exitCodes.ok, said.err);
    const named = `throughput/run-1 (${why}`;
    assert.ok(said.out.startsWith(`PARTIAL: 1 of 2 cells are missing: ${named}`), said.out);
    for (const page of ['benchmark_report.md', 'benchmark_report.txt', 'report.html']) {
      const text = readFileSync(join(folder, page), 'utf8').replaceAll(/\s+/g, ' ').replaceAll('\\', '');
      assert.ok(text.includes(`PARTIAL: 1 of 2 cells are missing below: throughput/run-1`), page);
    }
    const { result } = await readFinished(folder, world);
    assert.deepEqual(result?.run.cellsDone, ['low_latency/run-1']);
    assert.equal(result?.missing[0]?.why.startsWith(why), true, result?.missing[0]?.why);
    assert.deepEqual([result?.benchmarks.throughput.length, result?.benchmarks.low_latency.length], [0, 1]);
    for (const sides of [
      [other, folder],
      [folder, other],
    ]) {
      const compared = await dyno('compare', ...sides);
      assert.equal(compared.exitCode, exitCodes.usage, compared.err);
      assert.ok(compared.err.includes('NOT_COMPARABLE'), compared.err);
      assert.ok(compared.out.includes(`alpha has no figures of it: throughput/run-1: ${why}`), compared.out);
    }
    const made = join(place, `partial-${index}`);
    const comparison = await dyno('report', '--comparison', other, folder, '--results-dir', made);
    assert.equal(comparison.exitCode, exitCodes.ok, comparison.err);
    assert.ok(comparison.out.includes(`alpha is incomplete: 1 of 2 cells missing: ${named}`), comparison.out);
    const summary = comparisonSchema.parse(
      JSON.parse(readFileSync(join(made, readdirSync(made)[0] ?? '', 'summary.json'), 'utf8')),
    );
    assert.equal(summary.state, 'partial');
    const { rankings = [] } = summary.tests.find(({ id }) => id === 'throughput') ?? {};
    assert.ok(rankings.length > 0);
    for (const { ranked, notRanked } of rankings) {
      assert.deepEqual(ranked, []);
      const reason = notRanked.find(({ engine }) => engine === 'alpha')?.reason ?? '';
      assert.ok(reason.startsWith(`no figures: throughput/run-1: ${why}`), reason);
    }
  });
}

test('a run of which no cell is left is refused with every reason, and what lies there stays as it was', async () => {
  const folder = copyOf(good);
  assert.equal((await dyno('report', folder)).exitCode, exitCodes.ok);
  rmSync(join(folder, 'throughput/run-1/client.json'));
  rmSync(join(folder, 'low_latency/run-1/workload.jsonl'));
  const before = readdirSync(folder, { recursive: true }).sort();
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  const said = await dyno('report', folder);
  assert.equal(said.exitCode, exitCodes.usage);
  assert.match(said.err, /RUN_FOLDER_INVALID: .* has no cell that was measured to its end and is whole/);
  assert.match(
    said.err,
    / throughput\/run-1: client\.json is missing\n {2}low_latency\/run-1: workload\.jsonl is missing\n/,
  );
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before);
  assert.equal(readFileSync(join(folder, 'report.html'), 'utf8'), page);
});

test('cells that build on one that is left out stand without it', async () => {
  const cells = [
    exampleCell({ id: 'throughput/run-1', requests: 140 }),
    exampleCell({ id: 'throughput/twin/run-1', requests: 140, twinOf: 'throughput/run-1' }),
  ];
  const folder = await writeWholeRun(place, 'gamma', cells);
  const paired = async () => (await remakeResult(folder, world)).benchmarks.throughput.map(pairOf);
  const pairOf = ({ statistics }: MeasuredCell) => [statistics.cell.id, statistics.pairs !== null];
  assert.deepEqual(await paired(), [
    ['throughput/run-1', false],
    ['throughput/twin/run-1', true],
  ]);
  rmSync(join(folder, 'throughput/run-1/client.json'));
  assert.deepEqual(await paired(), [['throughput/twin/run-1', false]]);
});

test('other files in a run folder are no part of the report, whatever they hold', async () => {
  const folder = copyOf(good);
  cpSync(join(other, 'beta.json'), join(folder, 'aaa.json'));
  writeFileSync(join(folder, 'notes.json'), junk);
  const said = await dyno('report', folder);
  assert.equal(said.exitCode, exitCodes.ok, said.err);
  const text = readFileSync(join(folder, 'benchmark_report.md'), 'utf8');
  assert.ok(text.includes('alpha') && !text.includes('beta'));
});

test('one folder given twice is refused, by whatever name', async () => {
  const link = join(place, 'link');
  symlinkSync(good, link);
  for (const twice of [good, `${good}/`, link]) {
    const said = await dyno('compare', good, twice);
    assert.equal(said.exitCode, exitCodes.usage, twice);
    assert.match(said.err, /twice|once/);
    const comparison = await dyno('report', '--comparison', good, twice, '--results-dir', join(place, 'made-twice'));
    assert.equal(comparison.exitCode, exitCodes.usage, twice);
  }
});

test('a comparison is no side of another one', async () => {
  const results = join(place, 'one-comparison');
  assert.equal((await dyno('report', '--comparison', good, other, '--results-dir', results)).exitCode, exitCodes.ok);
  const comparison = join(results, readdirSync(results)[0] ?? '');
  const said = await dyno('report', '--comparison', comparison, good, '--results-dir', join(place, 'made-of-it'));
  assert.equal(said.exitCode, exitCodes.usage);
  assert.match(said.err, /is a comparison, not a run\nwhat to do: give the folders of the runs that it compares/);
  assert.equal(existsSync(join(place, 'made-of-it')), false);
  assert.match((await dyno('report', '')).err, /USAGE: report was given a folder without a name/);
});

test('a comparison whose run is gone says which', async () => {
  const moved = copyOf(good);
  const results = join(place, 'comparisons');
  const made = await dyno('report', '--comparison', moved, other, '--results-dir', results);
  assert.equal(made.exitCode, exitCodes.ok, made.err);
  renameSync(moved, `${moved}-elsewhere`);
  const said = await dyno('report', join(results, readdirSync(results)[0] ?? ''));
  assert.equal(said.exitCode, exitCodes.usage);
  assert.match(said.err, /copy-\d+ is not a run of Dyno: there is no such folder/);
});
