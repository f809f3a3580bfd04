import { type ClientReport, outcomes, type Sample } from '../domain/sample.ts';
import { DynoError } from '../errors.ts';

/**
 * The accounting law: planned = dropped + sent, sent = sum of outcomes, and exactly one record for every request sent.
 * `cutLines` records were lost at the end of the file and may be missing. Throws ACCOUNTING with the numbers and `where`.
 */
export function checkAccounting(
  samples: Sample[],
  cutLines: number,
  client: ClientReport,
  items: ReadonlyMap<string, unknown>,
  where: string,
): void {
  const wrong: string[] = [];
  const { planned, dropped, sent } = client;
  if (planned !== dropped + sent) wrong.push(`planned ${planned} != dropped ${dropped} + sent ${sent}`);
  const ended = outcomes.reduce((sum, outcome) => sum + (client.outcomes[outcome] ?? 0), 0);
  if (sent !== ended) wrong.push(`sent ${sent} != outcomes ${ended}`);
  if (samples.length + cutLines !== sent) wrong.push(`sent ${sent} != records ${samples.length} (+ ${cutLines} cut)`);
  const missing = outcomes.reduce((sum, outcome) => {
    const recorded = samples.filter((sample) => sample.outcome === outcome).length;
    const counted = client.outcomes[outcome] ?? 0;
    if (recorded > counted) wrong.push(`${outcome}: records ${recorded} > counted ${counted}`);
    return sum + Math.max(0, counted - recorded);
  }, 0);
  if (missing > cutLines) wrong.push(`${missing} counted outcomes have no record`);
  const ids = new Set(samples.map((sample) => sample.id));
  if (ids.size !== samples.length) wrong.push(`${samples.length - ids.size} ids are recorded twice`);
  const unknown = [...ids].filter((id) => !items.has(id));
  if (unknown.length > 0) wrong.push(`${unknown.length} records were never in the workload, e.g. ${unknown[0]}`);
  if (wrong.length > 0) throw new DynoError('ACCOUNTING', `${where}: ${wrong.join('; ')}`, { detail: wrong });
}
