import type { Config } from '../domain/config.ts';
import type { SettingMapping } from '../domain/engine-definition.ts';
import type { Plan } from '../domain/plan.ts';

type FairnessLine = Plan['fairness'][number];

/** What the Compose variable gets for a value; null: the variable stays at the default of the Compose file. */
function variableValue(mapping: SettingMapping, value: unknown): [string, string] | null {
  if (!('variable' in mapping) || value === null) return null;
  if (value === true && mapping.whenTrue !== undefined) return [mapping.variable, mapping.whenTrue];
  if (value === false && mapping.whenFalse !== undefined) return [mapping.variable, mapping.whenFalse];
  return [mapping.variable, String(value)];
}

function fairnessLine(
  setting: string,
  value: unknown,
  mapping: SettingMapping | undefined,
  ours: boolean,
): FairnessLine {
  const asked = value === null ? 'engine default' : String(value);
  if (!ours) {
    return { setting, asked, how: 'the server was started by somebody else', state: 'not-controlled' };
  }
  if (mapping === undefined) return { setting, asked, how: 'engine.yaml does not say', state: 'unsupported' };
  if ('fixed' in mapping) return { setting, asked, how: mapping.fixed, state: 'fixed' };
  if ('unsupported' in mapping) return { setting, asked, how: mapping.unsupported, state: 'unsupported' };
  const set = variableValue(mapping, value);
  return { setting, asked, how: set === null ? 'left alone' : `${set[0]}=${set[1]}`, state: 'set' };
}

/** Suite settings as Compose variables of this engine. */
export function settingVariables(config: Config): Record<string, string> {
  const pairs = Object.entries(config.suite.engine).map(([setting, value]) => {
    const mapping = config.engine.settings[setting];
    return mapping === undefined ? null : variableValue(mapping, value);
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== null));
}

/** How this engine takes each suite setting: shown, never dropped silently. */
export function fairnessSheet(config: Config): FairnessLine[] {
  const ours = config.target.kind === 'container';
  return Object.entries(config.suite.engine).map(([setting, value]) =>
    fairnessLine(setting, value, config.engine.settings[setting], ours),
  );
}
