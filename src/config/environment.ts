import { parse } from 'yaml';
import type { Override } from '../domain/plan.ts';
import type { TestName } from '../domain/suite.ts';
import { dropOtherForms, keysSaid, setAt, type Tree, valueAt } from '../domain/suite-tree.ts';
import type { Mistakes } from './mistakes.ts';
import { nearest, placeOf, shortNames, testPrefixes } from './suite-names.ts';

/** What every variable that changes a suite begins with. */
const prefix = 'BENCHMARK_';

/** The one name that is no key of a suite: `--limit`. */
const limitName = 'PROMPT_LIMIT';

/** A variable that was understood, and what it sets. */
type Applied = { variable: string; text: string; value: unknown; paths: string[][] };

/** What the environment says. Empty variables say nothing. */
export type FromEnvironment = { applied: Applied[]; limit: number | null };

function unknownName(variable: string): string {
  const name = variable.slice(prefix.length);
  const known = [limitName, ...shortNames()];
  const last = name.split('__').at(-1) ?? name;
  const near = nearest(last, known);
  const start = testPrefixes.find((test) => name.startsWith(`${test}__`));
  const meant = near === null ? '' : `; did you mean ${prefix}${start === undefined ? '' : `${start}__`}${near}?`;
  return `${variable}: no key of a suite has this name${meant} There are: ${known.join(', ')}, and paths such as TESTS__THROUGHPUT__MAX_TOKENS`;
}

function limitOf(variable: string, text: string, mistakes: Mistakes): number | null {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  mistakes.add('CONFIG_INVALID', `${variable}: a whole number above 0, got ${JSON.stringify(text)}`);
  return null;
}

/** The value as YAML, so that numbers, lists and null work; a text that is no YAML is a mistake. */
function yamlValue(variable: string, text: string, mistakes: Mistakes): unknown {
  try {
    return parse(text);
  } catch {
    mistakes.add('CONFIG_INVALID', `${variable}: ${JSON.stringify(text)} cannot be read as a YAML value`);
    return undefined;
  }
}

/**
 * Reads the BENCHMARK_ variables. A name without a path means the same tests as a flag does: `tests`. A name that
 * nothing has is a mistake: a misspelt setting that silently changes nothing would spoil a measurement.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  tests: readonly TestName[],
  mistakes: Mistakes,
): FromEnvironment {
  const found: FromEnvironment = { applied: [], limit: null };
  for (const variable of Object.keys(env)
    .filter((name) => name.startsWith(prefix))
    .sort()) {
    const text = env[variable]?.trim() ?? '';
    if (text === '') continue;
    const name = variable.slice(prefix.length);
    if (name === limitName) {
      found.limit = limitOf(variable, text, mistakes);
      continue;
    }
    const place = placeOf(name);
    if (place === null) {
      mistakes.add('CONFIG_INVALID', unknownName(variable));
      continue;
    }
    const value = yamlValue(variable, text, mistakes);
    const paths = place.of === 'suite' ? [place.path] : tests.map((test) => ['tests', test, ...place.path]);
    found.applied.push({ variable, text, value, paths });
  }
  return found;
}

/** Puts what the environment says into the suite, over what the file says. */
export function applyEnvironment(tree: Tree, { applied }: FromEnvironment, tests: readonly TestName[]): void {
  for (const { value, paths } of applied) for (const path of paths) setAt(tree, path, value);
  const all = applied.flatMap(({ paths }) => paths);
  for (const test of tests) dropOtherForms(tree, test, keysSaid(all, test));
}

/** What the plan keeps: each variable with the keys it set, and whether a flag or --set said otherwise. */
export function overridesOf({ applied, limit }: FromEnvironment, tree: Tree, flagLimit: number | null): Override[] {
  const ofSuite = applied.map(({ variable, text, value, paths }) => ({
    variable,
    value: text,
    keys: paths.map((path) => path.join('.')),
    overruled: paths.some((path) => JSON.stringify(valueAt(tree, path)) !== JSON.stringify(value)),
  }));
  if (limit === null) return ofSuite;
  const overruled = flagLimit !== null && flagLimit !== limit;
  return [...ofSuite, { variable: `${prefix}${limitName}`, value: String(limit), keys: ['--limit'], overruled }];
}
