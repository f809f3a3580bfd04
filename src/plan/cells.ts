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

/** What a test is made of: its requests; in json_struct also a proof that schemas bind, and its requests without any. */
type Part = 'main' | 'enforcement' | 'unconstrained';

/** What cells of a test have in common: its settings at one point of the sweep, and what is measured at each level. */
type Variant = {
  test: TestName;
  settings: TestSettings;
  point: Cell['point'];
  part: Part;
  fixedCase: FixedCase | null;
  /** Folders between the test and its levels. */
  folders: (string | null)[];
};

type Load = Pick<Cell, 'requests' | 'durationMs'>;

/** The parts of json_struct, in their order: the verdicts of the later ones rest on the proof, the twins on the main. */
function jsonVariants(plain: Omit<Variant, 'part' | 'folders'>, point: string | null): Variant[] {
  const { enforcementRequests, unconstrainedRequests } = plain.settings;
  const main: Variant = { ...plain, part: 'main', folders: [point] };
  const proof: Variant = { ...plain, settings: proofSettings(plain.settings), part: 'enforcement', folders: [] };
  return [
    ...(enforcementRequests === 0 ? [] : [{ ...proof, folders: ['enforcement', point] }]),
    main,
    ...(unconstrainedRequests === 0
      ? []
      : [{ ...main, part: 'unconstrained' as const, folders: ['unconstrained', point] }]),
  ];
}

/** The proof is sent once, at one level, all at once as far as the engine takes it, and to its end. */
function proofSettings(settings: TestSettings): TestSettings {
  const { load: _load, durationS: _durationS, preparedRequests: _prepared, ...rest } = settings;
  const requests = settings.enforcementRequests;
  return { ...rest, requests, concurrency: Math.max(requests, 1), runs: 1, warmupRequests: 0, maxDurationS: null };
}

function variants(test: TestName, config: Config, caseLists: readonly CaseList[]): Variant[] {
  const points = testPoints(config.suite, test).filter(({ settings }) => settings.enabled);
  const names = pointNames(points.map(({ point }) => point));
  return points.flatMap(({ point, settings }, index): Variant[] => {
    const name = names[index] ?? null;
    const plain = { test, settings, point, fixedCase: null };
    if (test === 'json_struct') return jsonVariants(plain, name);
    const list = caseLists.find((each) => each.test === test && each.path === settings.cases);
    if (list === undefined) return [{ ...plain, part: 'main', folders: [name] }];
    // A case list: each case alone.
    return list.cases.map((fixedCase) => ({
      ...{ ...plain, part: 'main', fixedCase },
      folders: [name, `case-${fixedCase.id}`],
    }));
  });
}

function loadOf({ settings, part, fixedCase }: Variant, shape: Shape): Load {
  if (fixedCase !== null) return { requests: fixedCase.repeats, durationMs: null };
  const planned = plannedRequests(settings, shape);
  const twins = settings.unconstrainedRequests;
  // Without a number of their own, twins are sent for as long as those whose twins they are.
  if (part !== 'unconstrained' || twins === null) return planned;
  return { requests: Math.min(twins, planned.requests), durationMs: null };
}

/** What a cell is there for, and which one it repeats. */
function role({ test, part, folders }: Variant, level: string | null, run: number) {
  const [, ...place] = folders;
  return {
    constraint: test === 'json_struct' && part !== 'unconstrained' ? ('schema' as const) : ('none' as const),
    purpose: part === 'enforcement' ? ('enforcement' as const) : ('speed' as const),
    twinOf: part === 'unconstrained' ? cellId(test, place, level, run) : null,
  };
}

function cellId(test: TestName, folders: (string | null)[], level: string | null, run: number): string {
  return [test, ...folders, level, `run-${run}`].filter((name) => name !== null).join('/');
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
  const { settings, test, folders, point } = variant;
  const levels = levelsOf(settings);
  const names = levelNames(levels);
  const atMost = config.limit ?? Number.POSITIVE_INFINITY;
  const endpoint = settings.endpoint === 'engine-default' ? config.engine.api.defaultEndpoint : settings.endpoint;
  return levels.flatMap((shape, level) => {
    const { requests, durationMs } = loadOf(variant, shape);
    return Array.from({ length: settings.runs }, (_, index) => ({
      id: cellId(test, folders, names[level] ?? null, index + 1),
      ...role(variant, names[level] ?? null, index + 1),
      ...{ test, point, shape, durationMs },
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
