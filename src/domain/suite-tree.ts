/** A suite while it is put together: what a file, the environment, flags and a sweep say, not checked yet. */
export type Tree = Record<string, unknown>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets `a.b.c` in a tree. A step that is no object is left for the schema to complain about. */
export function setAt(tree: Tree, path: readonly string[], value: unknown): void {
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

/** The value at `a.b.c` of a tree; undefined where there is none. */
export function valueAt(tree: Tree, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), tree);
}

/** Keys of a test that say the same thing in two ways. */
const forms = [
  ['concurrency', 'load'],
  ['requests', 'durationS'],
];

/**
 * What overrides say of a test in one way takes away the other, which came from below; both at once stay, a mistake.
 * `said`: the keys of the test that were overridden.
 */
export function dropOtherForms(tree: Tree, test: string, said: readonly string[]): void {
  const settings = valueAt(tree, ['tests', test]);
  if (!isTree(settings)) return;
  for (const pair of forms) {
    const [form, second] = pair.filter((each) => said.includes(each));
    if (form === undefined || second !== undefined) continue;
    for (const other of pair.filter((each) => each !== form)) delete settings[other];
  }
}

/** The keys of a test that are the beginning of one of these paths. */
export function keysSaid(paths: readonly (readonly string[])[], test: string): string[] {
  return paths.filter(([first, name]) => first === 'tests' && name === test).map(([, , key]) => key ?? '');
}
