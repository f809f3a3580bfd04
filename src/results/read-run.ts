import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { comparisonVersion } from '../domain/comparison.ts';
import { type Plan, planSchema, planVersion } from '../domain/plan.ts';
import { type Run, runSchema } from '../domain/run.ts';
import { sampleSchema } from '../domain/sample.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { asDynoError, DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { migratePlan } from './migrate/migrate-plan.ts';
import { readLines } from './read-lines.ts';

/** The newest version of a document that can be read: 1, where nothing else is said. */
const readableVersions: Record<string, number> = { 'plan.yaml': planVersion, 'summary.json': comparisonVersion };

/** All that is asked of statistics.json: the rest is computed again, and may have been written by an older Dyno. */
const sentSchema = z.object({ requests: z.object({ sent: z.number().int() }) });

/** A cell of a run folder. It is a result only when complete: its verdict, written last, is there and whole. */
export type CellOnDisk = {
  id: string;
  complete: boolean;
  /** What is missing or broken; null for a complete cell. */
  why: string | null;
  /** Whole records in requests.jsonl. */
  records: number;
  cutLastLine: boolean;
};

/** A run as it lies on disk. `plan` is null if the run ended before it was written. */
export type RunOnDisk = {
  folder: string;
  run: Run;
  plan: Plan | null;
  cells: CellOnDisk[];
  /** Its orchestrator still lives: what is read now will change. */
  goingOn: boolean;
};

type Reader = Pick<World, 'files'>;

function invalid(message: string, hint?: string): DynoError {
  return new DynoError('RUN_FOLDER_INVALID', message, hint === undefined ? {} : { hint });
}

/** Of a file that only the run itself could write. */
const damagedHint = 'it is gone, cut, edited or replaced: bring the file from where it is whole';

function checkVersion(path: string, value: unknown): void {
  const version = (value as { version?: unknown } | null)?.version;
  const readableVersion = readableVersions[basename(path)] ?? 1;
  if (typeof version === 'number' && version > readableVersion) {
    throw invalid(
      `${path} is version ${version}; this Dyno reads up to version ${readableVersion}`,
      'read it with the newer Dyno that made it',
    );
  }
}

/**
 * Reads one checked document of a run folder (JSON or YAML); `migrate` brings an older form to today's before the check.
 * Throws RUN_FOLDER_INVALID with path and first reason, and where a newer version wrote it.
 */
export async function readDocument<T>(
  path: string,
  schema: z.ZodType<T>,
  world: Reader,
  migrate: (value: unknown) => unknown = (value) => value,
): Promise<T> {
  if (!(await world.files.exists(path))) throw invalid(`${path} is missing`, damagedHint);
  let value: unknown;
  try {
    const text = await world.files.readText(path);
    value = path.endsWith('.yaml') ? parse(text) : JSON.parse(text);
  } catch (error) {
    const { code, message } = asDynoError(error);
    throw invalid(code === 'FILE_UNREADABLE' ? message : `${path} cannot be read: ${message}`, damagedHint);
  }
  checkVersion(path, value);
  const checked = schema.safeParse(migrate(value));
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw invalid(`${path} is not what its name says: ${where}${issue?.message}`, damagedHint);
}

/** Requests that the finished cell sent, by its statistics, or why it is not finished. */
async function sentBy(folder: string, world: Reader): Promise<{ sent: number } | { why: string }> {
  try {
    if (!(await world.files.exists(join(folder, 'verdict.json')))) return { why: 'it was not measured to its end' };
    await readDocument(join(folder, 'verdict.json'), verdictSchema, world);
    const statistics = await readDocument(join(folder, 'statistics.json'), sentSchema, world);
    return { sent: statistics.requests.sent };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

async function countRecords(path: string, world: Reader) {
  let records = 0;
  try {
    for await (const entry of readLines(path, sampleSchema, world)) {
      if ('cutLine' in entry) return { records, cutLastLine: true, why: `line ${entry.cutLine} of ${path} is cut` };
      records += 1;
    }
    return { records, cutLastLine: false, why: null };
  } catch (error) {
    return { records, cutLastLine: false, why: (error as Error).message };
  }
}

async function readCell(runFolder: string, id: string, world: Reader): Promise<CellOnDisk> {
  const path = join(runFolder, id, 'requests.jsonl');
  const finished = await sentBy(join(runFolder, id), world);
  const { records, cutLastLine, why: damage } = await countRecords(path, world);
  let why = 'why' in finished ? finished.why : damage;
  if ('sent' in finished && why === null && records !== finished.sent) {
    why = `${path} holds ${records} of ${finished.sent} records`;
  }
  return { id, complete: why === null, why, records, cutLastLine };
}

/** `run.json`. Throws RUN_FOLDER_INVALID where the folder is no run. */
export async function readRunRecord(folder: string, world: Reader): Promise<Run> {
  const path = join(folder, 'run.json');
  if (await world.files.exists(path)) return readDocument(path, runSchema, world);
  if (!(await world.files.exists(folder))) throw invalid(`${folder} is not a run of Dyno: there is no such folder`);
  if (await world.files.exists(join(folder, 'summary.json'))) {
    throw invalid(`${folder} is a comparison, not a run`, 'give the folders of the runs that it compares');
  }
  const isFolder = await world.files.exists(`${folder}/.`);
  throw invalid(`${folder} is not a run of Dyno: ${isFolder ? 'it has no run.json' : 'it is a file, not a folder'}`);
}

/** A cell owns a folder, so none may be there twice. */
function checkCells({ cells }: Plan, path: string): void {
  const ids = cells.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(`${path} has the cell ${twice} twice`);
}

/** `plan.yaml` of a run, of this version or an older one; null: the run ended before it was written. Throws RUN_FOLDER_INVALID, where it is another's too. */
export async function readPlan(folder: string, run: Run, world: Reader): Promise<Plan | null> {
  const path = join(folder, 'plan.yaml');
  if (!(await world.files.exists(path))) return null;
  const plan = await readDocument(path, planSchema, world, migratePlan);
  if (plan.hash !== run.planHash) {
    throw invalid(`${path} is not the plan of this run: its hash is ${plan.hash}, run.json says ${run.planHash}`);
  }
  checkCells(plan, path);
  return plan;
}

/**
 * Reads what a run left, whole or not, without changing it.
 * @param folder absolute path of a run folder
 * Throws RUN_FOLDER_INVALID when the folder is no run, was made by a newer Dyno, or its run.json or plan is broken.
 */
export async function readRun(folder: string, world: Pick<World, 'files' | 'processes' | 'host'>): Promise<RunOnDisk> {
  const run = await readRunRecord(folder, world);
  const plan = await readPlan(folder, run, world);
  const cells: CellOnDisk[] = [];
  for (const { id } of plan?.cells ?? []) cells.push(await readCell(folder, id, world));
  const { host, pid, startTicks } = run.owner;
  const ended = run.state === 'done' || run.state === 'aborted';
  const goingOn = !ended && host === world.host.hostname && world.processes.isAlive(pid, startTicks);
  return { folder, run, plan, cells, goingOn };
}
