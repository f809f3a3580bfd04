import type { Cell } from '../domain/plan.ts';
import { type Sample, sampleSchema } from '../domain/sample.ts';
import { isSchemaRefusal } from '../domain/schema-refusal.ts';
import type { World } from '../world.ts';

/** How many requests must have failed, all alike and none well, before a measurement is given up. */
export const rejectedAfter = 20;

/** One reason why every request so far failed. */
export type Rejection = { status: number | null; outcome: Sample['outcome']; error: string; count: number };

/** Outcomes by which a server says no; a time-out or a cut stream is a finding of the measurement instead. */
const refusals: Sample['outcome'][] = ['httpError', 'streamError'];

/**
 * Looks for a common reason in the records of a load that has no success. Null if a request went well, or the
 * failures differ, or there is no record yet.
 */
export async function findRejection(recordsPath: string, world: Pick<World, 'files'>): Promise<Rejection | null> {
  if (!(await world.files.exists(recordsPath))) return null;
  let found: Rejection | null = null;
  for await (const line of world.files.lines(recordsPath)) {
    const sample = readSample(line);
    // The last line may still be in the middle of being written.
    if (sample === null || sample.outcome === 'inFlightAtStop') continue;
    if (!refusals.includes(sample.outcome)) return null;
    found ??= { status: sample.status, outcome: sample.outcome, error: sample.error ?? '', count: 0 };
    if (sample.status !== found.status || sample.outcome !== found.outcome) return null;
    found.count += 1;
  }
  return found;
}

function readSample(line: string): Sample | null {
  try {
    return sampleSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** An engine that refuses every schema is a result of json_struct, told for each grade and feature, and no failed run. */
export function isFinding(rejection: Rejection, cell: Cell | undefined): boolean {
  return cell?.constraint === 'schema' && isSchemaRefusal(rejection);
}

/** The rejection as a sentence, the server's own words last. */
export function rejectionInWords(rejection: Rejection): string {
  const status = rejection.status === null ? 'no answer' : `status ${rejection.status}`;
  return `all ${rejection.count} requests so far failed alike (${status}, ${rejection.outcome}): ${rejection.error}`;
}
