import { createHash } from 'node:crypto';
import type { Config } from '../domain/config.ts';
import { lengthsOf } from '../domain/lengths.ts';
import type { CaseList, Cell, FixedCase } from '../domain/plan.ts';
import type { Shape } from '../domain/shape.ts';
import { levelsOf, longestAnswer, type TestName, type TestSettings, testNames } from '../domain/suite.ts';
import { testPoints } from '../domain/suite-points.ts';
import { levelNames } from './level-names.ts';
import { plannedRequests } from './planned-requests.ts';
import { pointNames } from './point-names.ts';

/** A seed of its own per test and repeat, the same on every machine. */
function cellSeed(suiteSeed: number, test: TestName, repeat: number): number {
  return createHash('sha256').update(`${suiteSeed}/${test}/${repeat}`).digest().readUInt32BE(0) >>> 1;
}

/** What cells of a test have in common: its settings at one point of the sweep, and what is measured at each level. */
type Variant = {
  test: TestName;
  settings: TestSettings;
  point: Cell['point'];
  constraint: Cell['constraint'];
  fixedCase: FixedCase | null;
  /** Folders between the test and its levels. */
  folders: (string | null)[];
};

type Load = Pick<Cell, 'requests' | 'durationMs'>;

/** json_struct is measured twice: with the schema, and the same prompts without it. A case list: each case alone. */
function variants(test: TestName, config: Config, caseLists: readonly CaseList[]): Variant[] {
  const points = testPoints(config.suite, test).filter(({ settings }) => settings.enabled);
  const names = pointNames(points.map(({ point }) => point));
  return points.flatMap(({ point, settings }, index): Variant[] => {
    const name = names[index] ?? null;
    const plain = { test, settings, point, fixedCase: null };
    if (test === 'json_struct') {
      const constrained: Variant = { ...plain, constraint: 'schema', folders: [name] };
      const free: Variant = { ...plain, constraint: 'none', folders: ['unconstrained', name] };
      return settings.unconstrainedRequests === 0 ? [constrained] : [constrained, free];
    }
    const list = caseLists.find((each) => each.test === test && each.path === settings.cases);
    if (list === undefined) return [{ ...plain, constraint: 'none', folders: [name] }];
    return list.cases.map((fixedCase) => ({
      ...{ ...plain, constraint: 'none', fixedCase },
      folders: [name, `case-${fixedCase.id}`],
    }));
  });
}

function loadOf({ settings, constraint, test, fixedCase }: Variant, shape: Shape): Load {
  if (fixedCase !== null) return { requests: fixedCase.repeats, durationMs: null };
  const isTwin = test === 'json_struct' && constraint === 'none';
  return isTwin ? { requests: settings.unconstrainedRequests, durationMs: null } : plannedRequests(settings, shape);
}

/** Settings that a cell takes as they are in its test. */
function taken(settings: TestSettings) {
  const { batchSize, temperature, topP, ignoreEos, structuredOutput, freshPrompts, resetCache } = settings;
  const { requestTimeoutS, maxDurationS } = settings;
  return {
    ...{ batchSize, temperature, topP, ignoreEos, structuredOutput, freshPrompts, resetCache },
    requestTimeoutMs: requestTimeoutS * 1000,
    maxDurationMs: maxDurationS === null ? null : maxDurationS * 1000,
  };
}

/** What answers are to be like: of any length up to a limit, of lengths drawn, or what a case says. */
function lengths({ settings, fixedCase }: Variant): Pick<Cell, 'input' | 'output' | 'maxTokens' | 'caseId'> {
  if (fixedCase !== null) {
    const { id, newTokens } = fixedCase;
    return { input: null, output: null, maxTokens: newTokens, caseId: id };
  }
  const [input, output] = [lengthsOf(settings.input), lengthsOf(settings.output)];
  return { input, output, maxTokens: longestAnswer(settings), caseId: null };
}

function cellsOfVariant(variant: Variant, config: Config): Cell[] {
  const { settings, test, folders, point, constraint } = variant;
  const levels = levelsOf(settings);
  const names = levelNames(levels);
  const atMost = config.limit ?? Number.POSITIVE_INFINITY;
  const endpoint = settings.endpoint === 'engine-default' ? config.engine.api.defaultEndpoint : settings.endpoint;
  return levels.flatMap((shape, level) => {
    const { requests, durationMs } = loadOf(variant, shape);
    return Array.from({ length: settings.runs }, (_, index) => ({
      id: [test, ...folders, names[level], `run-${index + 1}`].filter((part) => part != null).join('/'),
      ...{ test, constraint, point, shape, durationMs },
      repeat: index + 1,
      requests: Math.min(requests, atMost),
      warmupRequests: Math.min(settings.warmupRequests, atMost),
      ...taken(settings),
      endpoint: settings.batchSize > 1 ? ('completions' as const) : endpoint,
      ...lengths(variant),
      seed: cellSeed(config.suite.seed, test, index + 1),
    }));
  });
}

/** Every measurement of the suite, in the order in which it will run. */
export function makeCells(config: Config, caseLists: readonly CaseList[] = []): Cell[] {
  return testNames
    .flatMap((test) => variants(test, config, caseLists))
    .flatMap((variant) => cellsOfVariant(variant, config));
}
