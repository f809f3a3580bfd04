import type { z } from 'zod';

/** The value at a path of some input, for messages. */
function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined | null)?.[key], input);
}

/** A path as users write it: `tests.throughput.concurrency`, `startup[0].mark`. */
function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

/**
 * The issues of the branch of a union that the user meant: the first that takes the kind of value given. A union itself
 * only says "invalid input".
 */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branch = issue.errors.find(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  if (branch === undefined) return [issue];
  return branch.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** zod's issues as lines: path, what was expected, what was there. Unknown keys name themselves. */
export function explainIssues(source: string, input: unknown, error: z.ZodError): string[] {
  return error.issues.flatMap(meant).map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const keys = issue.keys.map((key) => dotted([...issue.path, key]));
      return `${source}: unknown key ${keys.join(', ')}`;
    }
    const where = issue.path.length === 0 ? source : `${source}: ${dotted(issue.path)}`;
    return `${where}: ${issue.message.replace(/^Invalid input: /, '')}, got ${shown(valueAt(input, issue.path))}`;
  });
}
