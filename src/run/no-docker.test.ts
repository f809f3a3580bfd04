import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EngineResult } from '../domain/engine-result.ts';
import { assertFinished } from '../testing/nothing-left.ts';
import { bench, makePlace, runFolder } from '../testing/program.ts';
import { readJson, readRecord } from '../testing/run-on-disk.ts';

test('without Docker, bench measures the simulator as a child process and says so on every page', async (t) => {
  const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  const ended = await bench(['--limit', '4', '--runs', '1'], makePlace(t), { env });
  await assertFinished(ended);
  const folder = runFolder(ended.place);
  const result = readJson(folder, 'sim.json') as EngineResult;
  const cells = Object.values(result.benchmarks).flat();
  assert.equal(cells.length, 5);
  for (const { statistics } of cells) assert.equal(statistics.requests.outcomes.ok, 4, statistics.cell.id);
  const run = readRecord(folder);
  assert.deepEqual([run.state, run.image, run.cleanup?.clean], ['done', null, true]);
  const heading = /simulated engine, no container/i;
  assert.match(run.title, heading);
  assert.match(/<h1>[\s\S]*?<\/h1>/.exec(readFileSync(join(folder, 'report.html'), 'utf8'))?.[0] ?? '', heading);
  assert.match(readFileSync(join(folder, 'benchmark_report.md'), 'utf8').split('\n')[0] ?? '', heading);
  assertNamed(folder);
});

/** Every file of a run folder stands in README.md; of cells CSV files together. */
function assertNamed(folder: string): void {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const section = /\n### The run folder\n([\s\S]*?)\n### /.exec(readme)?.[1] ?? '';
  const names = [...readdirSync(folder), ...readdirSync(join(folder, 'throughput', 'run-1'))];
  const unnamed = names.filter(
    (name) => !/\.csv$|^(?:throughput|json_struct|low_latency|sim\.json)$/.test(name) && !section.includes(name),
  );
  assert.ok(names.length > 20);
  assert.deepEqual(unnamed, []);
}
