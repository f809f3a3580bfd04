import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import { exitCodes } from '../errors.ts';
import { type JsonAnswer, type JsonAsked, startJsonServer } from '../testing/json-server.ts';
import { assertFailed, assertFinished, told } from '../testing/nothing-left.ts';
import { bench, type Ended, makePlace, runFolder, runFolders, startProgram } from '../testing/program.ts';
import { readJson } from '../testing/run-on-disk.ts';
import { startSim } from '../testing/sim-engine.ts';
import { testWorld } from '../testing/test-world.ts';

const noDocker = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
const json = ['--test', 'json_struct'];
const verse = 'There once was a snail that was late for its tea.';

/** Cells of json_struct by the part of the test that they are. */
function parts(ended: Ended): Record<'proof' | 'constrained' | 'twin', MeasuredCell> {
  const { benchmarks } = readJson(runFolder(ended.place), 'openai.json') as EngineResult;
  const [proof, constrained, twin] = benchmarks.json_struct;
  assert.ok(proof && constrained && twin);
  return { proof, constrained, twin };
}

function stateOf({ verdict }: MeasuredCell, rule: string): string | undefined {
  return verdict.rules.find((one) => one.rule === rule)?.state;
}

async function benchServer(context: TestContext, decide: (asked: JsonAsked) => JsonAnswer, more: string[] = []) {
  const url = await startJsonServer(context, decide);
  const ended = await bench(['--endpoint', url, ...json, ...more], makePlace(context), { env: noDocker });
  await assertFinished(ended);
  return ended;
}

describe('json_struct', { concurrency: 2 }, () => {
  test('an engine that ignores schemas is INVALID, not fast, and so it is when the report is made again', async (t) => {
    const sim = await startSim(['--fault', 'schema-ignored', '--output-tokens', '20', '--itl-ms', '1'], testWorld());
    t.after(sim.stop);
    const place = makePlace(t);
    const ended = await bench(['--endpoint', sim.engine.url, ...json, '--limit', '8'], place, { env: noDocker });
    await assertFinished(ended);
    assert.equal(ended.exitCode, exitCodes.invalid, told(ended));
    assert.match(
      ended.stdout,
      /INVALID SCHEMA_ENFORCED in .*json_struct\/run-1.*\n *schema not enforced: 0 of 8 answers/,
    );
    const { proof, constrained, twin } = parts(ended);
    assert.equal(proof.statistics.enforcement?.state, 'not-enforced');
    assert.deepEqual([proof.verdict.state, constrained.verdict.state], ['INVALID', 'INVALID']);
    assert.equal(stateOf(twin, 'SCHEMA_ENFORCED'), 'NOT_CHECKED');
    const folder = runFolder(place);
    const before = readJson(folder, 'openai.json');
    assert.match(
      readFileSync(join(folder, 'benchmark_report.md'), 'utf8'),
      /Structured output \(JSON\): Schema not enforced/,
    );
    const again = await startProgram(['report', folder], place).ended;
    assert.equal(again.exitCode, exitCodes.ok, told(again));
    assert.deepEqual(readJson(folder, 'openai.json'), before);
  });

  test('an engine that follows schemas in its own spelling only is told by the proof of the other', async (t) => {
    const flags = [
      '--personality',
      'trtllm',
      '--schema-enforcement',
      'native',
      '--model',
      'dyno-sim',
      '--output-tokens',
      '20',
    ];
    const sim = await startSim([...flags, '--ttft-ms', '5', '--itl-ms', '1', '--start-delay-ms', '0'], testWorld());
    t.after(sim.stop);
    const states = [];
    for (const spelling of ['native', 'common']) {
      const args = ['--endpoint', sim.engine.url, '--engine', 'trtllm', '--model', 'dyno-sim', ...json, '--limit', '6'];
      const place = makePlace(t);
      const ended = await bench([...args, '--set', `tests.json_struct.structuredOutput=${spelling}`], place, {
        env: noDocker,
      });
      await assertFinished(ended);
      const { benchmarks } = readJson(runFolder(place), 'trtllm.json') as EngineResult;
      states.push(benchmarks.json_struct[0]?.statistics.enforcement?.state);
    }
    assert.deepEqual(states, ['enforced', 'not-enforced']);
  });

  test('a good model that answers in JSON without any grammar does not hide that there is none', async (t) => {
    const ended = await benchServer(t, ({ example, wantsJson }) => ({ text: wantsJson ? example || '{}' : verse }), [
      '--limit',
      '40',
    ]);
    const { constrained } = parts(ended);
    assert.equal(constrained.statistics.validity?.validShare, 1);
    assert.equal(stateOf(constrained, 'JSON_NOT_ENFORCED'), 'VALID');
    assert.equal(stateOf(constrained, 'SCHEMA_ENFORCED'), 'INVALID');
    assert.equal(ended.exitCode, exitCodes.invalid, told(ended));
  });

  test('every way in which a request can come out is told apart, and the counts add up to what was asked', async (t) => {
    const answers: Record<string, JsonAnswer> = {
      // As vLLM says it, within a 200.
      references: { event: { error: { message: 'Grammar error: Unimplemented keys: ["$ref"]', code: 400 } } },
      arrays: { event: { error: { message: 'EngineCore encountered an issue', code: 500 } } },
      nested: { text: '' },
      flat: { text: `{${' '.repeat(80)}`, finish: 'length' },
    };
    const decide = ({ schema, grade, example, wantsJson }: JsonAsked): JsonAnswer => {
      if (schema === null || !wantsJson) return { text: schema === null ? verse : example };
      if (schema === 'lab-sample') return { text: example.replace(/"ph":[\d.]+/, '"ph":99.5') };
      return answers[grade ?? ''] ?? { text: example };
    };
    const ended = await benchServer(t, decide, ['--set', 'tests.json_struct.requests=80']);
    const { proof, constrained, twin } = parts(ended);
    const { validity } = constrained.statistics;
    assert.deepEqual(validity?.outcomes, {
      ...{ valid: 14, invalid: 2, notJson: 0, truncated: 16, empty: 16, refused: 16, engineError: 16, failed: 0 },
    });
    assert.deepEqual(
      validity?.byGrade.map(({ grade, asked, outcomes }) => [
        grade,
        asked,
        Object.values(outcomes).reduce((a, b) => a + b),
      ]),
      ['flat', 'nested', 'arrays', 'references', 'constrained'].map((grade) => [grade, 16, 16]),
    );
    const features = new Map(validity?.features.map(({ feature, state }) => [feature, state]));
    assert.deepEqual(
      ['$ref', 'anyOf', 'recursion', 'number range', 'pattern', 'type'].map((name) => features.get(name)),
      ['refused', 'refused', 'refused', 'ignored', 'supported', 'supported'],
    );
    assert.equal(validity?.whitespace.blankTruncated, 16);
    assert.match(constrained.verdict.rules.find(({ rule }) => rule === 'TRUNCATED')?.advice ?? '', /whitespace trap/);
    assert.deepEqual([proof.statistics.enforcement?.state, proof.verdict.state], ['enforced', 'VALID']);
    // 80 twins went well; of the others those that were refused or failed have no pair.
    assert.deepEqual([twin.statistics.pairs?.asked, twin.statistics.pairs?.pairs], [80, 48]);
    assert.equal(stateOf(constrained, 'ERROR_SHARE'), 'INVALID');
    const report = readFileSync(join(runFolder(ended.place), 'benchmark_report.md'), 'utf8');
    assert.match(report, /^\| references \| 16 \| 0 \| 0 \| 0 \| 0 \| 0 \| 16 \| 0 \| 0 \| 0 % \|$/m);
    assert.match(report, /^\| \\?\$ref \| 16 \| 0 \| 0 \| 16 \| unsupported: refused \|$/m);
  });

  test('an engine that refuses every schema of the set has a result that says so', async (t) => {
    const decide = ({ schema, example }: JsonAsked): JsonAnswer => {
      if (schema === null || schema === 'throw-away') return { text: example || verse };
      return { status: 400, body: { error: { message: 'this schema is not supported' } } };
    };
    const ended = await benchServer(t, decide, ['--limit', '30']);
    const { proof, constrained } = parts(ended);
    assert.deepEqual(
      [constrained.statistics.validity?.outcomes.refused, proof.statistics.enforcement?.refused],
      [30, 10],
    );
    assert.equal(proof.statistics.enforcement?.state, 'unknown');
    assert.equal(ended.exitCode, exitCodes.invalid, told(ended));
  });

  test('a schema file that cannot be used is told with its reason before anything starts', async (t) => {
    const place = makePlace(t);
    const folder = join(place.folder, 'own');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'a.json'),
      '{"name":"a","grade":"flat","schema":{"type":"objekt"},"prompts":["Give one."]}',
    );
    const args = ['--endpoint', 'http://127.0.0.1:9', '--model', 'x', ...json, '--set', `dataset.schemas=${folder}`];
    await assertFailed(await bench(args, place, { env: noDocker }), 'DATASET_INVALID', /own\/a\.json: schema: .*type/);
    assert.deepEqual(runFolders(place), []);
  });
});
