import type { Config } from '../domain/config.ts';
import type { SettingMapping } from '../domain/engine-definition.ts';
import type { PlannedSetting } from '../domain/fairness.ts';
import { graphSize } from './graph-size.ts';

type Asked = [setting: string, value: unknown];

/** What the suite asks of the engine, with what it leaves open filled in. */
function askedSettings({ suite }: Config): Asked[] {
  const { graphMaxSeqs, maxNumSeqs } = suite.engine;
  return Object.entries({ ...suite.engine, graphMaxSeqs: graphMaxSeqs ?? graphSize(maxNumSeqs) });
}

function variableText(mapping: Extract<SettingMapping, { variable: string }>, value: unknown): string {
  const word = mapping.words?.[String(value)];
  if (word !== undefined) return word;
  if (value === true && mapping.whenTrue !== undefined) return mapping.whenTrue;
  if (value === false && mapping.whenFalse !== undefined) return mapping.whenFalse;
  // A function: in a text "$&" would mean something.
  return mapping.text === undefined ? String(value) : mapping.text.replace('{}', () => String(value));
}

/** What the Compose variable gets for a value; null: the variable stays at the default of the Compose file. */
function variableValue(mapping: SettingMapping, value: unknown): [string, string] | null {
  if (!('variable' in mapping) || value === null) return null;
  return [mapping.variable, variableText(mapping, value)];
}

/** A field of the request reaches every server, whoever started it. */
function sentLine([setting, value]: Asked, field: string, config: Config): PlannedSetting {
  const asked = value === null ? 'engine default' : String(value);
  if (setting === 'reasoningEffort' && !config.model.reasoning) {
    return { setting, asked, how: `${config.model.name} does not reason`, state: 'unsupported' };
  }
  if (value === null) return { setting, asked, how: `${field} is left out of requests`, state: 'sent' };
  return { setting, asked, how: `${field}: ${asked} in each request`, state: 'sent' };
}

function plannedSetting([setting, value]: Asked, config: Config): PlannedSetting {
  const mapping = config.engine.settings[setting];
  if (mapping !== undefined && 'field' in mapping) return sentLine([setting, value], mapping.field, config);
  const asked = value === null ? 'engine default' : String(value);
  if (config.target.kind !== 'container') {
    const how =
      config.target.kind === 'endpoint'
        ? 'the server was started by somebody else'
        : 'the simulator outside a container takes no settings';
    return { setting, asked, how, state: 'not-controlled' };
  }
  if (mapping === undefined) return { setting, asked, how: 'engine.yaml does not say', state: 'unsupported' };
  if ('fixed' in mapping) return { setting, asked, how: mapping.fixed, state: 'fixed' };
  if ('unsupported' in mapping) return { setting, asked, how: mapping.unsupported, state: 'unsupported' };
  const set = variableValue(mapping, value);
  return { setting, asked, how: set === null ? 'left alone' : `${set[0]}=${set[1]}`, state: 'set' };
}

/** Suite settings as Compose variables of this engine. */
export function settingVariables(config: Config): Record<string, string> {
  const pairs = askedSettings(config).map(([setting, value]) => {
    const mapping = config.engine.settings[setting];
    return mapping === undefined ? null : variableValue(mapping, value);
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== null));
}

/** How this engine takes each suite setting: shown, never dropped silently. */
export function plannedSettings(config: Config): PlannedSetting[] {
  return askedSettings(config).map((asked) => plannedSetting(asked, config));
}
