import { createHash } from 'node:crypto';
import type { Config } from '../domain/config.ts';
import type { Cell } from '../domain/plan.ts';
import { levelsOf, type TestName, type TestSettings, testNames } from '../domain/suite.ts';
import { levelNames } from './level-names.ts';

/** A seed of its own per test and repeat, the same on every machine. */
function cellSeed(suiteSeed: number, test: TestName, repeat: number): number {
  return createHash('sha256').update(`${suiteSeed}/${test}/${repeat}`).digest().readUInt32BE(0) >>> 1;
}

type Variant = { test: TestName; settings: TestSettings; constraint: Cell['constraint']; requests: number };

/** json_struct is measured twice: with the schema, and the same prompts without it. */
function variants(test: TestName, settings: TestSettings): Variant[] {
  if (test !== 'json_struct') return [{ test, settings, constraint: 'none', requests: settings.requests }];
  const constrained: Variant = { test, settings, constraint: 'schema', requests: settings.requests };
  if (settings.unconstrainedRequests === 0) return [constrained];
  return [constrained, { test, settings, constraint: 'none', requests: settings.unconstrainedRequests }];
}

function cellFolder(variant: Variant, level: string | null, repeat: number): string {
  const twin = variant.test === 'json_struct' && variant.constraint === 'none';
  const parts = [variant.test, twin ? 'unconstrained' : null, level, `run-${repeat}`];
  return parts.filter((part) => part !== null).join('/');
}

function cellsOfVariant(variant: Variant, config: Config): Cell[] {
  const { settings, test } = variant;
  const levels = levelsOf(settings);
  const names = levelNames(levels);
  const atMost = config.limit ?? Number.POSITIVE_INFINITY;
  const endpoint = settings.endpoint === 'engine-default' ? config.engine.api.defaultEndpoint : settings.endpoint;
  return levels.flatMap((shape, level) =>
    Array.from({ length: settings.runs }, (_, index) => ({
      id: cellFolder(variant, names[level] ?? null, index + 1),
      test,
      constraint: variant.constraint,
      shape,
      repeat: index + 1,
      requests: Math.min(variant.requests, atMost),
      warmupRequests: Math.min(settings.warmupRequests, atMost),
      batchSize: settings.batchSize,
      endpoint: settings.batchSize > 1 ? ('completions' as const) : endpoint,
      maxTokens: settings.maxTokens,
      temperature: settings.temperature,
      topP: settings.topP,
      ignoreEos: settings.ignoreEos,
      structuredOutput: settings.structuredOutput,
      freshPrompts: settings.freshPrompts,
      requestTimeoutMs: settings.requestTimeoutS * 1000,
      maxDurationMs: settings.maxDurationS === null ? null : settings.maxDurationS * 1000,
      seed: cellSeed(config.suite.seed, test, index + 1),
    })),
  );
}

/** Every measurement of the suite, in the order in which it will run. */
export function makeCells(config: Config): Cell[] {
  return testNames
    .filter((test) => config.suite.tests[test].enabled)
    .flatMap((test) => variants(test, config.suite.tests[test]))
    .flatMap((variant) => cellsOfVariant(variant, config));
}
