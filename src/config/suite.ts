import { join } from 'node:path';
import { parse } from 'yaml';
import type { Override } from '../domain/plan.ts';
import type { BenchRequest } from '../domain/request.ts';
import { type Suite, suiteSchema, type TestName, testNames } from '../domain/suite.ts';
import { treeAt } from '../domain/suite-points.ts';
import { dropOtherForms, isTree, keysSaid, setAt, type Tree } from '../domain/suite-tree.ts';
import { pointsOf } from '../domain/sweep.ts';
import type { World } from '../world.ts';
import { applyEnvironment, overridesOf, readEnvironment } from './environment.ts';
import { explainIssues } from './explain.ts';
import { flaggedLoad } from './load-flags.ts';
import type { Mistakes } from './mistakes.ts';
import { checked, parseYaml } from './read-yaml.ts';

/** `--set tests.throughput.runs=5`: the value is read as YAML, so numbers, lists and null work. */
function applySet(tree: Tree, override: string, mistakes: Mistakes): void {
  const at = override.indexOf('=');
  if (at < 1) {
    mistakes.add('CONFIG_INVALID', `--set ${override}: write path=value, e.g. --set tests.throughput.concurrency=32`);
    return;
  }
  const path = override.slice(0, at).split('.');
  if (path.some((key) => ['', '__proto__', 'constructor', 'prototype'].includes(key))) {
    mistakes.add('CONFIG_INVALID', `--set ${override}: "${override.slice(0, at)}" is no path`);
    return;
  }
  // A key of a sweep is itself a path.
  const steps = path[0] === 'sweep' && path.length > 1 ? ['sweep', path.slice(1).join('.')] : path;
  setAt(tree, steps, parse(override.slice(at + 1)));
}

/** Tests that a flag like --runs speaks of: the ones chosen by --test, else throughput alone. */
function flaggedTests(request: BenchRequest): TestName[] {
  const chosen = testNames.filter((name) => request.tests.includes(name));
  return chosen.length > 0 ? chosen : ['throughput'];
}

/** The paths of `--set`, as far as they are paths. */
function pathsSet(overrides: readonly string[]): string[][] {
  return overrides.map((text) => text.replace(/=.*$/s, '').split('.'));
}

function applyFlags(tree: Tree, request: BenchRequest, mistakes: Mistakes): void {
  const set = (path: string, value: unknown) => {
    if (value !== null) setAt(tree, path.split('.'), value);
  };
  const load = Object.entries(flaggedLoad(request, mistakes) ?? {});
  for (const test of flaggedTests(request)) {
    for (const [form, value] of load) {
      set(`tests.${test}.${form}`, value);
      dropOtherForms(tree, test, [form]);
    }
    set(`tests.${test}.batchSize`, request.batchSize);
    set(`tests.${test}.runs`, request.runs);
  }
  set('engine.maxNumSeqs', request.maxNumSeqs);
  set('request.template', request.requestTemplate);
  set('request.path', request.requestPath);
  if (request.tests.length === 0) return;
  for (const test of testNames) set(`tests.${test}.enabled`, request.tests.includes(test));
}

/** A suite, and what the environment had to do with it. `limit`: of the environment. */
export type ReadSuite = { suite: Suite; environment: Override[]; limit: number | null };

/** Every point of the sweep must be a suite too; the mistakes of all points, each once. */
function checkSweep(name: string, suite: Suite, mistakes: Mistakes): void {
  const lines = pointsOf(suite.sweep).flatMap((point) => {
    const tree = treeAt(suite, point);
    const { error } = suiteSchema.safeParse(tree);
    return error === undefined ? [] : explainIssues(`suite ${name}, sweep`, tree, error);
  });
  mistakes.add('CONFIG_INVALID', ...new Set(lines));
}

/**
 * The suite file by name or path, with the environment, flags and `--set` applied, the later over the earlier, checked
 * once at the end.
 */
export async function readSuite(
  name: string,
  request: BenchRequest,
  world: Pick<World, 'files' | 'root' | 'env'>,
  mistakes: Mistakes,
): Promise<ReadSuite | null> {
  const folder = join(world.root, 'k6', 'suites');
  const path = name.endsWith('.yaml') ? name : join(folder, `${name}.yaml`);
  if (!(await world.files.exists(path))) {
    const known = (await world.files.list(folder)).flatMap((file) => /^(.*)\.yaml$/.exec(file)?.[1] ?? []);
    mistakes.add(
      'CONFIG_INVALID',
      `no suite "${name}"; there are: ${known.join(', ')}, or give the path of a .yaml file`,
    );
    return null;
  }
  const tree = parseYaml(path, await world.files.readText(path), mistakes);
  if (tree === undefined) return null;
  if (!isTree(tree)) {
    mistakes.add('CONFIG_INVALID', `${path}: a suite is a mapping of keys`);
    return null;
  }
  for (const unknown of request.tests.filter((test) => !(testNames as readonly string[]).includes(test))) {
    mistakes.add('CONFIG_INVALID', `no test "${unknown}"; there are: ${testNames.join(', ')}`);
  }
  const environment = readEnvironment(world.env, flaggedTests(request), mistakes);
  applyEnvironment(tree, environment, testNames);
  applyFlags(tree, request, mistakes);
  for (const override of request.set) applySet(tree, override, mistakes);
  for (const test of testNames) dropOtherForms(tree, test, keysSaid(pathsSet(request.set), test));
  const suite = checked(`suite ${name}`, tree, suiteSchema, mistakes);
  if (suite === null) return null;
  checkSweep(name, suite, mistakes);
  const overrides = overridesOf(environment, tree, request.limit);
  return { suite, environment: overrides, limit: environment.limit };
}
