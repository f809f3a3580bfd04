import { join } from 'node:path';
import type { Cell, Plan } from '../../domain/plan.ts';
import { type Sample, sampleSchema } from '../../domain/sample.ts';
import { type Validation, validationSchema } from '../../domain/validation.ts';
import { DynoError } from '../../errors.ts';
import type { World } from '../../world.ts';
import { makeLoadPlan } from '../load-plan.ts';
import { type Sender, sendItems } from '../run-load.ts';
import { judgeAnswer } from './judge-answer.ts';
import { type RequestKind, requestKinds } from './kinds.ts';

const shownBodyLength = 400;

/** Shape of the requests in words: "json_struct (/v1/chat/completions, with a schema)". */
function kindInWords({ test, path, constraint, batchSize }: Validation): string {
  const parts = [path, constraint === 'schema' ? 'with a schema' : '', batchSize > 1 ? `${batchSize} prompts` : ''];
  return `${test} (${parts.filter((part) => part !== '').join(', ')})`;
}

/** What the engine said of a request that it did not answer well, then the request. */
function refusalLines(one: Validation): string[] {
  const status = one.status === null ? 'no answer' : `status ${one.status}`;
  const body = JSON.stringify(one.body);
  const shown = body.length > shownBodyLength ? `${body.slice(0, shownBodyLength)}… (${body.length} bytes)` : body;
  return [`${kindInWords(one)}: ${status}, ${one.outcome}: ${one.error}`, `asked: ${shown}`];
}

function refuse(tried: Validation[]): void {
  const refused = tried.filter(({ accepted }) => !accepted);
  const [first] = refused;
  if (first === undefined) return;
  const [what = '', ...rest] = refusalLines(first);
  const more = refused.length === 1 ? '' : ` (and ${refused.length - 1} more)`;
  throw new DynoError('REQUEST_REJECTED', `${what}${more}`, {
    detail: [...rest, ...refused.slice(1).flatMap(refusalLines)],
  });
}

async function readSamples(path: string, world: Pick<World, 'files'>): Promise<Map<string, Sample>> {
  const samples = new Map<string, Sample>();
  for await (const line of world.files.lines(path)) {
    const sample = sampleSchema.parse(JSON.parse(line));
    samples.set(sample.id, sample);
  }
  return samples;
}

/** One after another, each with as much time as the most patient cell gives. */
function cellOf(kinds: RequestKind[]): Cell {
  const [first] = kinds;
  if (first === undefined) throw new Error('a plan without cells');
  const requestTimeoutMs = Math.max(...kinds.map(({ cell }) => cell.requestTimeoutMs));
  const noLimit = { durationMs: null, maxDurationMs: null };
  return { ...first.cell, shape: { kind: 'concurrency', concurrency: 1 }, ...noLimit, requestTimeoutMs };
}

/**
 * Before any minute is spent: sends one small request of each kind that the plan will send, by the load generator and
 * in the exact dialect, and keeps them with their answers in `validation.jsonl`. Returns what is odd but stops nothing.
 * Throws REQUEST_REJECTED with the engine's words for every kind that was not answered well, else as `runLoad` does.
 */
export async function tryRequests(input: Sender, plan: Plan, world: World): Promise<Validation[]> {
  const kinds = requestKinds(plan);
  const folder = join(input.run.folder, 'validation');
  const items = kinds.map(({ item }) => item);
  const about = { cell: cellOf(kinds), plan, phase: 'measured', url: input.engine.url, folder } as const;
  const load = { ...makeLoadPlan({ ...about, requests: items.length }), keepAnswer: true };
  await world.files.makeFolder(folder);
  await sendItems(input, load, folder, items, world);
  const samples = await readSamples(load.records, world);
  const tried = kinds.map((kind) => judgeAnswer(kind, samples.get(kind.item.id)));
  const lines = tried.map((one) => `${JSON.stringify(validationSchema.parse(one))}\n`);
  await world.files.writeAtomic(join(input.run.folder, 'validation.jsonl'), lines.join(''));
  refuse(tried);
  return tried;
}
