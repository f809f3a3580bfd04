import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { computeStatistics } from '../stats/compute.ts';
import { judge } from '../stats/judge.ts';
import { exampleCell, examplePlan, exampleSample, exampleSet } from '../testing/example-cell.ts';
import { exampleRun } from '../testing/example-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { testWorld } from '../testing/test-world.ts';
import { readRun } from './read-run.ts';

const world = testWorld();
const cells = [exampleCell(), exampleCell({ id: 'throughput/run-2', repeat: 2 })];
const samples = [0, 1, 2].map((seq) => exampleSample({ id: `r00000${seq + 1}`, seq }));

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A run of two cells that was killed in the second one, in a folder of its own. */
function killedRun(): string {
  const folder = temporaryFolder();
  const plan = examplePlan(cells);
  const set = exampleSet(samples);
  const statistics = computeStatistics(cells[0] ?? exampleCell(), plan, set);
  write(join(folder, 'run.json'), JSON.stringify(exampleRun()));
  write(join(folder, 'plan.yaml'), stringify(plan));
  const lines = samples.map((sample) => `${JSON.stringify(sample)}\n`);
  const [first, second] = cells.map(({ id }) => join(folder, id));
  write(join(first ?? '', 'requests.jsonl'), lines.join(''));
  write(join(first ?? '', 'statistics.json'), JSON.stringify(statistics));
  write(join(first ?? '', 'verdict.json'), JSON.stringify(judge(statistics, set, plan)));
  write(join(second ?? '', 'requests.jsonl'), lines.join('').slice(0, -40));
  return folder;
}

const example = killedRun();

function copyOfRun(): string {
  const folder = temporaryFolder();
  cpSync(example, folder, { recursive: true });
  return folder;
}

async function rejects(folder: string, message: RegExp): Promise<void> {
  await assert.rejects(readRun(folder, world), (error: Error & { code: string }) => {
    assert.equal(error.code, 'RUN_FOLDER_INVALID');
    assert.match(error.message, message);
    return true;
  });
}

test('a half-written run says which cells are whole, and how far the others came', async () => {
  const { cells: found, plan, goingOn } = await readRun(example, world);
  assert.equal(plan?.cells.length, 2);
  assert.equal(goingOn, false);
  const [first, second] = found;
  assert.deepEqual(first, { id: 'throughput/run-1', complete: true, why: null, records: 3, cutLastLine: false });
  assert.deepEqual(second, {
    id: 'throughput/run-2',
    complete: false,
    why: 'it was not measured to its end',
    records: 2,
    cutLastLine: true,
  });
});

test('a finished cell whose samples were cut afterwards is never taken for whole, wherever the cut is', async () => {
  const folder = copyOfRun();
  const path = join(folder, 'throughput/run-1/requests.jsonl');
  const whole = readFileSync(path, 'utf8');
  // The last newline alone carries nothing; every other cut loses something.
  for (let length = whole.length - 2; length >= 0; length -= 1) {
    writeFileSync(path, whole.slice(0, length));
    const { cells: found } = await readRun(folder, world);
    assert.equal(found[0]?.complete, false, `cut to ${length} bytes`);
  }
});

test('a broken line in the middle of the samples is named with file and line', async () => {
  const folder = copyOfRun();
  const path = join(folder, 'throughput/run-1/requests.jsonl');
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[1] = '{"id":';
  writeFileSync(path, lines.join('\n'));
  const { cells: found } = await readRun(folder, world);
  assert.match(found[0]?.why ?? '', /requests\.jsonl:2 is not a record/);
});

test('a run whose orchestrator lives is told apart from one that died', async () => {
  const folder = copyOfRun();
  const startTicks = world.processes.startTicks(process.pid) ?? '';
  const owner = { host: world.host.hostname, pid: process.pid, startTicks };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(exampleRun({ owner })));
  assert.equal((await readRun(folder, world)).goingOn, true);
});

test('a run that ended before its plan was written has no cells', async () => {
  const folder = copyOfRun();
  rmSync(join(folder, 'plan.yaml'));
  const { plan, cells: found } = await readRun(folder, world);
  assert.deepEqual([plan, found], [null, []]);
});

test('what is no run, or cannot be read, is refused with the reason', async () => {
  await rejects(join(example, 'nowhere'), /there is no such folder/);
  await rejects(join(example, 'throughput'), /is not a run of Dyno: it has no run\.json/);
  const folder = copyOfRun();
  const path = join(folder, 'run.json');
  writeFileSync(path, '{"version":1,');
  await rejects(folder, /run\.json cannot be read/);
  writeFileSync(path, JSON.stringify({ ...exampleRun(), version: 2, news: true }));
  await rejects(folder, /run\.json is version 2; this Dyno reads up to version 1/);
  writeFileSync(path, JSON.stringify({ ...exampleRun(), state: 'sleeping' }));
  await rejects(folder, /run\.json is not what its name says: state:/);
  writeFileSync(path, JSON.stringify(exampleRun()));
  writeFileSync(join(folder, 'plan.yaml'), 'version: 1\ncells: []\n');
  await rejects(folder, /plan\.yaml is not what its name says/);
  writeFileSync(join(folder, 'plan.yaml'), 'version: 3\nnews: true\n');
  await rejects(folder, /plan\.yaml is version 3; this Dyno reads up to version 2/);
});
