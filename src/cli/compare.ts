import { basename, resolve } from 'node:path';
import { baselineSchema, type ComparedPair, type ComparedSides, comparedSidesSchema } from '../domain/difference.ts';
import { plainText } from '../domain/plain-text.ts';
import { DynoError, exitCodes } from '../errors.ts';
import { junitXml } from '../report/difference/junit.ts';
import { compareMarkdown } from '../report/difference/markdown.ts';
import { writeJson } from '../results/write-json.ts';
import { comparePairs, type PairOptions } from '../run/compare-sides.ts';
import { type ReadSide, readBaseline, readSides } from '../run/read-sides.ts';
import { comparedMetrics } from '../stats/comparison/metrics.ts';
import { failRule, metricNamed } from '../stats/difference/fail-on.ts';
import type { World } from '../world.ts';
import { compareTable } from './compare-table.ts';
import type { Parsed } from './parse.ts';
import { dynoVersion } from './version.ts';

const defaultMinEffectPercent = 1;

function judgedMetrics(): string[] {
  return comparedMetrics('steady')
    .filter(({ better }) => better !== null)
    .map(({ name }) => name);
}

function options(parsed: Parsed): PairOptions {
  const known = judgedMetrics();
  const list = known.join(', ');
  const metrics = parsed.list('metric').map((word) => {
    const found = metricNamed(word, known);
    if (found === null) throw new DynoError('USAGE', `--metric ${word}: no such metric; there are: ${list}`);
    return found;
  });
  const rules = parsed.list('fail-on').map((text) => {
    const rule = failRule(text, known);
    if (rule !== null) return rule;
    const hint = `write e.g. 'regression>5%' or 'ttft_p99>10%' in quotes; metrics: ${list}`;
    throw new DynoError('USAGE', `--fail-on ${text}: not a rule`, { hint });
  });
  return {
    minEffect: (parsed.amount('min-effect') ?? defaultMinEffectPercent) / 100,
    metrics,
    anyway: parsed.on('anyway'),
    failOn: rules.length > 0 ? rules : [{ metric: null, above: 0, text: 'regression>0%' }],
  };
}

async function sidesOf(parsed: Parsed, world: World): Promise<ReadSide[]> {
  const { operands } = parsed;
  const path = parsed.text('baseline');
  const keeps = parsed.text('write-baseline') !== null;
  if (operands.length === 0) {
    throw new DynoError('USAGE', 'compare wants run folders, e.g. ./dyno compare results/OLD results/NEW');
  }
  const sides = [...(path === null ? [] : [await readBaseline(path, world)]), ...(await readSides(operands, world))];
  if (sides.length < 2 && !keeps) {
    throw new DynoError('USAGE', 'compare wants two sides or more: another folder, or --baseline FILE');
  }
  return sides;
}

async function writeFiles(parsed: Parsed, compared: ComparedSides, world: World): Promise<void> {
  const [junit, markdown, baseline] = [parsed.text('junit'), parsed.text('markdown'), parsed.text('write-baseline')];
  if (junit !== null) await world.files.writeAtomic(resolve(junit), junitXml(compared));
  if (markdown !== null) await world.files.writeAtomic(resolve(markdown), compareMarkdown(compared));
  const side = compared.sides.at(-1);
  if (baseline === null || side === undefined) return;
  const { createdAt, dynoVersion: version } = compared;
  // A baseline is kept in a repository and read elsewhere: where its runs lay on this machine says nothing there.
  const folders = side.folders.map((folder) => basename(folder));
  const content = { version: 1 as const, createdAt, dynoVersion: version, side: { ...side, folders } };
  await writeJson(resolve(baseline), baselineSchema, content, world);
  world.terminal.err(`baseline of ${plainText(side.name)}: ${resolve(baseline)}\n`);
}

/** Why the command cannot answer for a pair; null where it can for all that A has. */
function unanswered({ a, b, sameWork, differing, differences, leftOut }: ComparedPair): string | null {
  if (differences.length > 0 && leftOut.length === 0) return null;
  const forbidding = differing.filter(({ kind }) => kind === 'work' || kind === 'machine');
  const [first] = forbidding;
  if (!sameWork && differences.length === 0 && first !== undefined) {
    const more = forbidding.length > 1 ? `, and ${forbidding.length - 1} more (listed above)` : '';
    return `${b} against ${a}: ${first.what} ${first.a} against ${first.b}${more}`;
  }
  const [test] = leftOut;
  if (test === undefined) return `${b} against ${a}: they have no figure in common`;
  const more = leftOut.length > 1 ? `, and ${leftOut.length - 1} more (listed above)` : '';
  return `${b} against ${a}: ${test.id}, ${test.level}: ${test.why}${more}`;
}

/**
 * `dyno compare A B…`: 0 where no regression is shown, 9 where one is, NOT_COMPARABLE where something of A has no answer:
 * a gate must not pass because a test is gone.
 */
export async function compareCommand(parsed: Parsed, args: string[], world: World): Promise<number> {
  const asked = options(parsed);
  const sides = await sidesOf(parsed, world);
  const compared = comparedSidesSchema.parse({
    version: 1,
    createdAt: world.clock.now().toISOString(),
    dynoVersion: await dynoVersion(world),
    command: ['./dyno', ...args],
    minEffect: asked.minEffect,
    confidence: 0.95,
    sides: sides.map(({ side }) => side),
    pairs: comparePairs(sides, asked),
  });
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify(compared, null, 2)}\n`);
  else if (compared.pairs.length > 0) world.terminal.out(`${compareTable(compared)}\n`);
  await writeFiles(parsed, compared, world);
  if (compared.pairs.some(({ failed }) => failed.length > 0)) return exitCodes.regression;
  const why = compared.pairs.map(unanswered).find((one) => one !== null);
  if (why !== undefined && why !== null) throw new DynoError('NOT_COMPARABLE', why);
  return exitCodes.ok;
}
