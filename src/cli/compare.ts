import { resolve } from 'node:path';
import { type ComparedSides, comparedSidesSchema, type Side } from '../domain/difference.ts';
import { plainText } from '../domain/plain-text.ts';
import { DynoError, exitCodes } from '../errors.ts';
import { junitXml } from '../report/difference/junit.ts';
import { compareMarkdown } from '../report/difference/markdown.ts';
import { readBaseline, writeBaseline } from '../run/baseline.ts';
import { comparePairs, type PairOptions } from '../run/compare-sides.ts';
import { checkNotItself, type ReadSide, readSides } from '../run/read-sides.ts';
import { unanswered } from '../run/unanswered.ts';
import { comparedMetrics } from '../stats/comparison/metrics.ts';
import { failRule, metricNamed } from '../stats/difference/fail-on.ts';
import type { World } from '../world.ts';
import { chartsText } from './compare-charts.ts';
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
  const baseline = path === null ? [] : [await readBaseline(path, world)];
  const sides = [...baseline, ...(await readSides(operands, world))];
  checkNotItself(sides);
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
  await writeBaseline(resolve(baseline), side, compared, world);
  const unusable = side.tests.flatMap(({ id, level, unusable: why }) =>
    why === null ? [] : [`  ${id}, ${level}: ${why}, so no later run can be compared in this test`],
  );
  world.terminal.err([`baseline of ${side.name}: ${resolve(baseline)}`, ...unusable, ''].map(plainText).join('\n'));
}

/** With --strict a rule that warns of what was compared, or of what a baseline is made from, fails. */
function isDoubtful({ pairs, sides, strict }: ComparedSides): boolean {
  const warned = pairs.length > 0 ? pairs.some(({ doubtful }) => doubtful.length > 0) : sides.some(isWarned);
  return strict && warned;
}

function isWarned({ tests }: Side): boolean {
  return tests.some(({ verdict }) => verdict !== 'VALID');
}

/**
 * `dyno compare A B…`: 9 where a regression is shown; NOT_COMPARABLE where something of A has no answer, because a gate must
 * not pass because a test is gone; 3 with --strict where a rule warns; else 0.
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
    strict: parsed.on('strict'),
    confidence: 0.95,
    sides: sides.map(({ side }) => side),
    pairs: comparePairs(sides, asked),
  });
  if (parsed.on('json')) world.terminal.out(`${JSON.stringify(compared, null, 2)}\n`);
  else if (compared.pairs.length > 0) {
    const charts = chartsText(compared.sides).map(plainText).join('\n');
    world.terminal.out(`${compareTable(compared)}\n\n${charts}\n`);
  }
  await writeFiles(parsed, compared, world);
  if (compared.pairs.some(({ failed }) => failed.length > 0)) return exitCodes.regression;
  const [why] = compared.pairs.flatMap((pair) => unanswered(pair, asked) ?? []);
  if (why !== undefined) throw new DynoError('NOT_COMPARABLE', why);
  return isDoubtful(compared) ? exitCodes.invalid : exitCodes.ok;
}
