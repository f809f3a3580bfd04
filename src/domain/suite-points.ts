import { type Suite, suiteSchema, type TestName, type TestSettings, testNames } from './suite.ts';
import { dropOtherForms, keysSaid, setAt, type Tree } from './suite-tree.ts';
import { type Point, pointsOf, splitSweep } from './sweep.ts';

/** The suite with the values of a point, not checked yet. */
export function treeAt(suite: Suite, point: Point): Tree {
  const tree = structuredClone(suite) as unknown as Tree;
  const paths = Object.keys(point).map((key) => key.split('.'));
  for (const [index, value] of Object.values(point).entries()) setAt(tree, paths[index] ?? [], structuredClone(value));
  for (const test of testNames) dropOtherForms(tree, test, keysSaid(paths, test));
  return tree;
}

/** The settings of a test at every point of the sweep that speaks of this test. Throws if a point was not checked. */
export function testPoints(suite: Suite, test: TestName): { point: Point; settings: TestSettings }[] {
  const points = pointsOf(splitSweep(suite.sweep, `tests.${test}.`).within);
  return points.map((point) => {
    const { data, error } = suiteSchema.safeParse(treeAt(suite, point));
    if (data === undefined) throw new Error(`a point of the sweep was not checked: ${error?.message}`);
    return { point, settings: data.tests[test] };
  });
}

/**
 * The suites of a sweep over what an engine is told only once, or over what holds for all tests: one run each. A suite
 * keeps the part of the sweep that is within tests.
 */
export function runPoints(suite: Suite): { point: Point; suite: Suite }[] {
  const { within, rest } = splitSweep(suite.sweep, 'tests.');
  return pointsOf(rest).map((point) => {
    const { data, error } = suiteSchema.safeParse(treeAt({ ...suite, sweep: within }, point));
    if (data === undefined) throw new Error(`a point of the sweep was not checked: ${error?.message}`);
    return { point, suite: data };
  });
}
