import { z } from 'zod';
import { type EngineFact, engineFactSchema } from './engine-facts.ts';
import { type FairnessSheet, type SheetSetting, sheetSettingSchema } from './fairness.ts';
import { isOpenValue, isSameValue } from './setting-value.ts';

const engineName = { engine: z.string(), title: z.string() };

/** A setting on one engine, as a comparison shows it. */
export const comparedValueSchema = z.strictObject({
  ...engineName,
  value: z.string().nullable().describe('what it does, else what it was set to; null: unknown, or it cannot take it'),
  isRead: z.boolean().describe('the engine said so itself; otherwise the value is what it was given'),
  state: sheetSettingSchema.shape.state,
  how: z.string().describe('where there is no value: why; else how it was set'),
  meaning: z.string().nullable(),
});
export type ComparedValue = z.infer<typeof comparedValueSchema>;

export const fairnessVerdictSchema = z
  .enum(['same', 'differs', 'other-meaning', 'unknown', 'not-taken'])
  .describe(
    'differs: two known values differ; other-meaning: the same number, by which engines mean different things; ' +
      'unknown: of at least one nobody can tell, and the known ones do not differ; not-taken: no engine takes it',
  );
export type FairnessVerdict = z.infer<typeof fairnessVerdictSchema>;

export const comparedSettingSchema = z.strictObject({
  setting: z.string(),
  asked: z.array(z.string()).describe('of each engine, without repeats; more than one: the runs had different suites'),
  verdict: fairnessVerdictSchema,
  values: z.array(comparedValueSchema),
});
export type ComparedSetting = z.infer<typeof comparedSettingSchema>;

export const comparedFactSchema = z.strictObject({
  fact: engineFactSchema,
  verdict: fairnessVerdictSchema,
  values: z.array(z.strictObject({ ...engineName, value: z.string().nullable() })),
});
export type ComparedFact = z.infer<typeof comparedFactSchema>;

/** Several engines side by side. Engines stand in the order of the sheets, in every row the same ones. */
export const fairnessComparisonSchema = z.strictObject({
  settings: z.array(comparedSettingSchema),
  facts: z.array(comparedFactSchema),
});
export type FairnessComparison = z.infer<typeof fairnessComparisonSchema>;

/** A value is known if the engine tells it, or was given it. "auto" is no value: it hides what was chosen. */
function knownValue(line: SheetSetting): string | null {
  const value = saidValue(line);
  return value === null || isOpenValue(value) ? null : value;
}

function saidValue({ effective, state, asked }: SheetSetting): string | null {
  return effective ?? (state === 'set' || state === 'sent' ? asked : null);
}

/** How it was set; of an open value that it hides what was chosen. */
function howText(line: SheetSetting): string {
  const value = saidValue(line);
  return value !== null && isOpenValue(value) ? `${value}: what that became it does not tell` : line.how;
}

function compared(sheet: FairnessSheet, setting: string): ComparedValue {
  const { engine, title } = sheet;
  const line = sheet.settings.find((candidate) => candidate.setting === setting);
  if (line === undefined) {
    const how = 'its run knew no such setting';
    return { engine, title, value: null, isRead: false, state: 'unsupported', how, meaning: null };
  }
  const { state, meaning, effective } = line;
  const value = knownValue(line);
  return { engine, title, value, isRead: effective !== null, state, how: howText(line), meaning };
}

function anyDiffer(values: (string | null)[]): boolean {
  const known = values.filter((value) => value !== null);
  return known.some((value) => !isSameValue(value, known[0] ?? value));
}

function verdictOf(values: { value: string | null; meaning?: string | null }[]): FairnessVerdict {
  if (anyDiffer(values.map(({ value }) => value))) return 'differs';
  if (values.some(({ value }) => value === null)) return 'unknown';
  const meanings = new Set(values.map(({ meaning }) => meaning ?? null));
  return meanings.size > 1 ? 'other-meaning' : 'same';
}

function comparedSetting(setting: string, sheets: FairnessSheet[]): ComparedSetting {
  const values = sheets.map((sheet) => compared(sheet, setting));
  const asked = sheets.flatMap((sheet) => sheet.settings.filter((line) => line.setting === setting));
  const isTaken = values.some(({ state }) => state !== 'unsupported');
  const verdict = isTaken ? verdictOf(values) : 'not-taken';
  return { setting, asked: [...new Set(asked.map((line) => line.asked))], verdict, values };
}

function comparedFact(fact: EngineFact, sheets: FairnessSheet[]): ComparedFact {
  const values = sheets.map(({ engine, title, facts }) => {
    const found = facts.find((candidate) => candidate.fact === fact)?.value ?? null;
    return { engine, title, value: found };
  });
  return { fact, verdict: verdictOf(values), values };
}

/**
 * Do engines differ in a setting? One row for each setting and fact that any of the sheets has, in the order in which
 * they first appear; a fact that nobody tells has none. A setting that an engine cannot take stays in its row with the
 * reason.
 */
export function compareFairness(sheets: FairnessSheet[]): FairnessComparison {
  const settings = new Set(sheets.flatMap((sheet) => sheet.settings.map(({ setting }) => setting)));
  const facts = new Set(sheets.flatMap((sheet) => sheet.facts.map(({ fact }) => fact)));
  return {
    settings: [...settings].map((setting) => comparedSetting(setting, sheets)),
    facts: [...facts]
      .map((fact) => comparedFact(fact, sheets))
      .filter(({ values }) => values.some(({ value }) => value !== null)),
  };
}
