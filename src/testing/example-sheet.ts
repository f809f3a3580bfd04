import type { FairnessSheet, SheetSetting } from '../domain/fairness.ts';

/** A setting that was set and read back as asked. */
export function exampleSetting(setting: string, value: string, change: Partial<SheetSetting> = {}): SheetSetting {
  return {
    setting,
    asked: value,
    how: `DYNO_X=${value}`,
    state: 'set',
    effective: value,
    readFrom: '/server_info#/x',
    asAsked: true,
    default: null,
    meaning: null,
    ...change,
  };
}

/** A sheet of the engine of this name. */
export function exampleSheet(engine: string, change: Partial<FairnessSheet> = {}): FairnessSheet {
  return {
    version: 1,
    engine,
    title: engine.toUpperCase(),
    simulated: false,
    engineVersion: '1.0',
    image: `x/${engine}:1 (sha256:1)`,
    settings: [],
    facts: [],
    pinned: ['temperature', 'top_p', 'max_tokens'],
    ...change,
  };
}
