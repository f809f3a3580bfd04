import { join } from 'node:path';
import { parse } from 'yaml';
import type { BenchRequest } from '../domain/request.ts';
import { type Suite, suiteSchema, type TestName, testNames } from '../domain/suite.ts';
import type { World } from '../world.ts';
import { flaggedLoad } from './load-flags.ts';
import type { Mistakes } from './mistakes.ts';
import { checked, parseYaml } from './read-yaml.ts';

type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets `a.b.c` in a tree. A step that is no object is left for the schema to complain about. */
function setAt(tree: Tree, path: string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const next = tree[key];
  if (!isTree(next)) tree[key] = {};
  setAt(tree[key] as Tree, rest, value);
}

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
  setAt(tree, path, parse(override.slice(at + 1)));
}

/** Tests that a flag like --runs speaks of: the ones chosen by --test, else throughput alone. */
function flaggedTests(request: BenchRequest): TestName[] {
  const chosen = testNames.filter((name) => request.tests.includes(name));
  return chosen.length > 0 ? chosen : ['throughput'];
}

/** The two ways to say a test's load. */
const loadForms = ['concurrency', 'load'];

/** Overrides that say a load in one way take away the other, which came from the file; both at once stay, a mistake. */
function dropOtherForm(tree: Tree, test: TestName, said: string[]): void {
  const settings = isTree(tree.tests) ? tree.tests[test] : undefined;
  const [form, second] = new Set(said);
  if (!isTree(settings) || form === undefined || second !== undefined) return;
  for (const other of loadForms.filter((each) => each !== form)) delete settings[other];
}

/** The ways in which `--set` says the load of a test. */
function formsSet(overrides: string[], test: TestName): string[] {
  return loadForms.filter((form) => overrides.some((text) => new RegExp(`^tests\\.${test}\\.${form}[.=]`).test(text)));
}

function applyFlags(tree: Tree, request: BenchRequest, mistakes: Mistakes): void {
  const set = (path: string, value: unknown) => {
    if (value !== null) setAt(tree, path.split('.'), value);
  };
  const load = Object.entries(flaggedLoad(request, mistakes) ?? {});
  for (const test of flaggedTests(request)) {
    for (const [form, value] of load) {
      set(`tests.${test}.${form}`, value);
      dropOtherForm(tree, test, [form]);
    }
    set(`tests.${test}.batchSize`, request.batchSize);
    set(`tests.${test}.runs`, request.runs);
  }
  set('engine.maxNumSeqs', request.maxNumSeqs);
  if (request.tests.length === 0) return;
  for (const test of testNames) set(`tests.${test}.enabled`, request.tests.includes(test));
}

/** The suite file by name or path, with flags and `--set` applied, checked once at the end. */
export async function readSuite(
  name: string,
  request: BenchRequest,
  world: Pick<World, 'files' | 'root'>,
  mistakes: Mistakes,
): Promise<Suite | null> {
  const folder = join(world.root, 'k6', 'suites');
  const path = name.endsWith('.yaml') ? name : join(folder, `${name}.yaml`);
  if (!(await world.files.exists(path))) {
    const known = (await world.files.list(folder)).map((file) => file.replace(/\.yaml$/, ''));
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
  applyFlags(tree, request, mistakes);
  for (const override of request.set) applySet(tree, override, mistakes);
  for (const test of testNames) dropOtherForm(tree, test, formsSet(request.set, test));
  return checked(`suite ${name}`, tree, suiteSchema, mistakes);
}
