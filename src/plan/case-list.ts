import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { isSeq, LineCounter, parseDocument } from 'yaml';
import { type CaseList, type FixedCase, fixedCaseSchema } from '../domain/plan.ts';
import type { TestName } from '../domain/suite.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** One case of a file as it was written, and the line where it begins. */
type Row = { line: number; value: unknown };
type Mistake = { line: number; why: string };

function jsonLines(text: string, bad: Mistake[]): Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [{ line: index + 1, value: JSON.parse(line) as unknown }];
    } catch (error) {
      bad.push({ line: index + 1, why: (error as Error).message });
      return [];
    }
  });
}

/** A YAML list of cases, alone or under `cases:`. */
function yamlList(text: string, bad: Mistake[]): Row[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line);
  for (const { pos, message } of document.errors) bad.push({ line: lineAt(pos[0]), why: message.split('\n')[0] ?? '' });
  if (bad.length > 0) return [];
  const list = isSeq(document.contents) ? document.contents : document.get('cases');
  if (!isSeq(list)) {
    bad.push({ line: 1, why: 'a case list is a list of cases, or has one under "cases:"' });
    return [];
  }
  return list.items.map((item) => {
    const [offset = 0] = (item as { range?: [number, number, number] }).range ?? [];
    return { line: lineAt(offset), value: (item as { toJS(doc: unknown): unknown }).toJS(document) };
  });
}

function checkedCases(rows: Row[], bad: Mistake[]): FixedCase[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ line, value }) => {
    const result = fixedCaseSchema.safeParse(value);
    if (!result.success) {
      for (const { path, message } of result.error.issues)
        bad.push({ line, why: `${path.join('.') || 'case'}: ${message}` });
      return [];
    }
    const before = seen.get(result.data.id);
    if (before !== undefined) bad.push({ line, why: `id ${result.data.id} is there twice, first in line ${before}` });
    seen.set(result.data.id, before ?? line);
    return [result.data];
  });
}

/**
 * Reads the case list of a test: a YAML file, or JSON lines if its name ends in .jsonl. Relative paths are those of the
 * user, then those of the repository. Throws DATASET_INVALID that names file and line of every mistake, ten at most.
 */
export async function readCaseList(
  test: TestName,
  path: string,
  world: Pick<World, 'files' | 'root'>,
): Promise<CaseList> {
  const inRepository = join(world.root, path);
  const file = isAbsolute(path) || !(await world.files.exists(inRepository)) ? path : inRepository;
  if (!(await world.files.exists(file))) throw new DynoError('DATASET_INVALID', `case list ${path} does not exist`);
  const text = await world.files.readText(file);
  const bad: Mistake[] = [];
  const rows = path.endsWith('.jsonl') ? jsonLines(text, bad) : yamlList(text, bad);
  const cases = checkedCases(rows, bad);
  if (bad.length === 0 && cases.length === 0) bad.push({ line: 1, why: 'there is no case in it' });
  if (bad.length > 0) {
    const detail = bad.slice(0, 10).map(({ line, why }) => `${file}:${line}: ${why}`);
    const more = bad.length > 10 ? [`… and ${bad.length - 10} more`] : [];
    throw new DynoError('DATASET_INVALID', `${file}: ${bad.length} mistakes in the case list`, {
      detail: [...detail, ...more],
    });
  }
  return { test, path, sha256: createHash('sha256').update(text).digest('hex'), cases };
}
