import type { ReadyEngine } from '../domain/engine-life.ts';
import type { FairnessSheet } from '../domain/fairness.ts';
import type { Plan } from '../domain/plan.ts';
import type { ReadBack } from '../domain/read-back.ts';
import type { ToldPhase } from '../domain/startup.ts';
import type { World } from '../world.ts';
import { fairnessSheet, type Readings } from './fairness-sheet.ts';
import { engineLogOf, type Heard, hear } from './read-back/hear.ts';
import { readValue } from './read-back/read-value.ts';
import { selfReport } from './read-back/self-report.ts';
import { allPlaces } from './read-back/sources.ts';
import { toldPhases } from './read-back/told-phases.ts';

/** What a ready engine said of itself. */
export type ReadBackResult = {
  sheet: FairnessSheet;
  /** What it says that its start-up phases took. */
  told: ToldPhase[];
  /** All that was read, without secrets and capped in size, for env.json. */
  selfReport: Record<string, unknown>;
};

function readings({ settings, facts }: Plan['engine'], heard: Heard): Readings {
  const read = (entries: [string, ReadBack[] | undefined][]) =>
    Object.fromEntries(entries.map(([name, places]) => [name, places === undefined ? null : readValue(places, heard)]));
  return {
    settings: read(Object.entries(settings).map(([name, { readBack }]) => [name, readBack])),
    facts: read(Object.entries(facts)),
  };
}

function imageText({ image }: ReadyEngine): string | null {
  return image === null ? null : `${image.reference} (${image.digest ?? image.id})`;
}

/**
 * Asks an engine that is ready and idle what it really does: its information routes, metrics and start-up log, as far
 * as its definition names them. What it does not tell is null in the sheet. Throws only the reason of a stop.
 */
export async function readBack(
  engine: ReadyEngine,
  engineVersion: string | null,
  plan: Plan,
  runFolder: string,
  world: World,
): Promise<ReadBackResult> {
  const heard = await hear(allPlaces(plan.engine), engine, plan, engineLogOf(runFolder), world);
  const identity = { engineVersion, image: imageText(engine) };
  return {
    sheet: fairnessSheet(plan, readings(plan.engine, heard), identity),
    told: toldPhases(plan.engine, heard),
    selfReport: selfReport(heard),
  };
}
