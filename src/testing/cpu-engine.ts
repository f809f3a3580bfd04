import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import type { FairnessSheet } from '../domain/fairness.ts';
import { assertFinished, told } from './nothing-left.ts';
import { bench, type Ended, type Place, runFolder } from './program.ts';
import { readJson, readRecord } from './run-on-disk.ts';
import { testWorld } from './test-world.ts';

const { root } = testWorld();

/** Requests of each cell: every schema once cold, a third of them once warm. */
const requests = 60;

/** A busy machine is no mistake of ours: these rules may condemn a cell of such a test. */
const aboutTheMachine = ['CLIENT_SATURATED', 'COALESCED', 'FIRST_TOKEN_BLURRED', 'STEADY_TOO_SHORT', 'TOO_FEW_SAMPLES'];
/** These must have been checked and have found nothing. */
const mustHold = ['ERROR_SHARE', 'RECORDS_CUT', 'TOKENS_UNKNOWN', 'TOKENS_DISAGREE'];

/** Builds the image of the engine if it is not there; says so on stderr, because it takes minutes. */
export function buildImage(engine: string): void {
  execFileSync('sh', [join(root, 'engines', engine, 'build.sh')], {
    stdio: ['ignore', process.stderr, process.stderr],
  });
}

/** Version of a package that the engine's image is made with. */
export function pinnedVersion(engine: string, name: string): string {
  const lines = readFileSync(join(root, 'engines', engine, 'requirements.txt'), 'utf8');
  const version = new RegExp(`^${name}==(\\S+)`, 'm').exec(lines)?.[1];
  assert.ok(version !== undefined, `${name} is in no line of the requirements of ${engine}`);
  return version;
}

/** A run of the real engine to its end, of which nothing is left. */
export async function runEngine(
  engine: string,
  args: string[],
  place: Place,
): Promise<{ ended: Ended; folder: string; result: EngineResult }> {
  const suite = ['--suite', 'cpu-engines', '--runs', '1', '--limit', String(requests)];
  const ended = await bench(['--engine', engine, ...suite, ...args], place);
  await assertFinished(ended);
  const folder = runFolder(place);
  assert.equal(readRecord(folder).cleanup?.clean, true);
  return { ended, folder, result: readJson(folder, `${engine}.json`) as EngineResult };
}

/** Cells of a run, those of the proof that schemas bind too. */
export function cellsOf({ benchmarks }: EngineResult): MeasuredCell[] {
  return Object.values(benchmarks).flat();
}

/** Every request was answered, and no rule finds a fault that is ours. */
export function assertCellsSound(result: EngineResult, ended: Ended): void {
  const cells = cellsOf(result);
  assert.deepEqual(Object.keys(result.benchmarks).sort(), ['json_struct', 'low_latency', 'throughput'], told(ended));
  for (const { statistics, verdict } of cells) {
    const { id, requests: planned } = statistics.cell;
    assert.equal(statistics.requests.outcomes.ok, planned, `${id}: ok`);
    const invalid = verdict.rules.filter(({ state, rule }) => state === 'INVALID' && !aboutTheMachine.includes(rule));
    assert.deepEqual(invalid, [], id);
    // The proof that schemas bind has no figures, so these rules have nothing to judge there.
    if (statistics.enforcement !== null) continue;
    const states = verdict.rules.filter(({ rule }) => mustHold.includes(rule)).map(({ rule, state }) => [rule, state]);
    assert.deepEqual(
      states,
      mustHold.map((rule) => [rule, 'VALID']),
      id,
    );
  }
}

/** Under a schema an answer is valid, or was cut off by the token limit, which is seldom; also against its prompt. */
export function assertSchemasBind(result: EngineResult): void {
  const proofs = cellsOf(result).flatMap(({ statistics }) => statistics.enforcement ?? []);
  assert.deepEqual(
    proofs.map(({ state }) => state),
    ['enforced'],
  );
  const [constrained] = cellsOf(result).filter(({ statistics }) => statistics.cell.id === 'json_struct/run-1');
  const validity = constrained?.statistics.validity;
  assert.ok(validity, 'json_struct has no figures of validity');
  const { valid, truncated } = validity.outcomes;
  assert.equal(valid + truncated, requests, JSON.stringify(validity.firstErrors));
  assert.ok(truncated <= requests * 0.1, `${truncated} truncated`);
  assert.equal(validity.whitespace.blankTruncated, 0, 'no budget was filled with blanks');
}

/** What was asked of the engine is what it says it does, for every setting that it takes and can tell. */
export function assertSettingsTaken(folder: string, settings: string[]): void {
  const sheet = readJson(folder, 'fairness.json') as FairnessSheet;
  const told = sheet.settings.filter(({ setting }) => settings.includes(setting));
  assert.deepEqual(
    told.map(({ setting, asAsked, effective }) => [setting, asAsked, effective !== null]),
    settings.map((setting) => [setting, true, true]),
    JSON.stringify(told, null, 1),
  );
}
