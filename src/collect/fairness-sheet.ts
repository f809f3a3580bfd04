import { takesField } from '../domain/engine-abilities.ts';
import type { SettingMapping } from '../domain/engine-definition.ts';
import { type EngineFact, engineFacts } from '../domain/engine-facts.ts';
import type { FairnessSheet, PlannedSetting, SheetFact, SheetSetting } from '../domain/fairness.ts';
import type { Plan } from '../domain/plan.ts';
import type { Reading } from '../domain/read-back.ts';
import { isOpenValue, isSameValue } from '../domain/setting-value.ts';

/** What could be read back, by setting and by fact; null or missing: the engine does not tell. */
export type Readings = {
  settings: Record<string, Reading | null>;
  facts: Partial<Record<EngineFact, Reading | null>>;
};

/** Who the engine turned out to be. */
export type SheetIdentity = Pick<FairnessSheet, 'engineVersion' | 'image'>;

/** A value that the definition itself knows. */
function byDefinition(mapping: SettingMapping | undefined): Reading | null {
  if (mapping === undefined || !('fixed' in mapping) || mapping.value === undefined) return null;
  return { value: mapping.value, readFrom: 'always so' };
}

function sheetSetting(line: PlannedSetting, plan: Plan, { settings }: Readings): SheetSetting {
  const mapping = plan.engine.settings[line.setting];
  const reading = settings[line.setting] ?? byDefinition(mapping);
  const effective = reading?.value ?? null;
  const asAsked = effective === null || isOpenValue(line.asked) ? null : isSameValue(line.asked, effective);
  return {
    ...line,
    // Only what Dyno set can go wrong: what is fixed, or somebody else's, is as the plan says it is.
    state: line.state === 'set' && asAsked === false ? 'differs' : line.state,
    effective,
    readFrom: reading?.readFrom ?? null,
    asAsked,
    default: mapping?.default ?? null,
    meaning: mapping?.meaning ?? null,
  };
}

function sheetFacts(plan: Plan, { facts }: Readings): SheetFact[] {
  const names = (Object.keys(engineFacts) as EngineFact[]).filter((fact) => plan.engine.facts[fact] !== undefined);
  return names.map((fact) => ({
    fact,
    value: facts[fact]?.value ?? null,
    readFrom: facts[fact]?.readFrom ?? null,
  }));
}

/** Sampling fields that src/load/dialect.ts puts into every request; what a user's own template pins is his affair. */
function pinned({ engine: { api }, requestTemplate }: Plan): string[] {
  if (requestTemplate !== null) return [];
  const seed = takesField(api, api.defaultEndpoint, 'seed') ? ['seed'] : [];
  return ['temperature', 'top_p', api.maxTokensField, ...seed, ...Object.keys(api.extraBody)];
}

/** `fairness.json`: what the plan asks, beside what the engine says that it does. */
export function fairnessSheet(plan: Plan, readings: Readings, identity: SheetIdentity): FairnessSheet {
  const { name, title, simulated } = plan.engine;
  return {
    version: 1,
    engine: name,
    title,
    simulated,
    ...identity,
    settings: plan.fairness.map((line) => sheetSetting(line, plan, readings)),
    facts: sheetFacts(plan, readings),
    pinned: pinned(plan),
  };
}

/** The sheet of a run whose engine was not asked, e.g. one of an earlier version: all that is known is the plan. */
export function unreadSheet(plan: Plan): FairnessSheet {
  return fairnessSheet(plan, { settings: {}, facts: {} }, { engineVersion: null, image: null });
}
