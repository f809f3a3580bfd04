import type { Comparison } from '../../domain/comparison.ts';
import { engineFacts } from '../../domain/engine-facts.ts';
import type { ComparedValue, FairnessVerdict } from '../../domain/fairness-compare.ts';
import { startupParts } from '../../domain/startup-times.ts';
import { unknown } from '../format.ts';
import { startupText } from './figure-text.ts';

const words: Record<FairnessVerdict, string> = {
  same: 'same',
  differs: 'DIFFERS',
  'other-meaning': 'same number, other meaning',
  unknown: 'cannot be told',
  'not-taken': 'none takes it',
};

/** A setting that an engine cannot take is shown with the reason. */
function valueText({ value, isRead, state, how, meaning }: ComparedValue): string {
  const of = meaning === null ? '' : ` (${meaning})`;
  if (value === null) return `${unknown} ${state}: ${how}`;
  return isRead ? `${value}${of}` : `${value} as set, cannot be read back${of}`;
}

/** Do engines differ in a setting? The rows of the tables, engines in the order of `names`. */
export function fairnessTables({ fairness: { settings, facts } }: Comparison) {
  return {
    names: (settings[0] ?? facts[0])?.values.map(({ engine }) => engine) ?? [],
    settings: settings.map(({ setting, asked, verdict, values }) => ({
      setting,
      asked: asked.join(' and '),
      verdict: words[verdict],
      differs: verdict === 'differs',
      values: values.map(valueText),
    })),
    facts: facts.map(({ fact, verdict, values }) => ({
      fact: engineFacts[fact],
      verdict: words[verdict],
      values: values.map(({ value }) => value ?? unknown),
    })),
  };
}

/** Parts of the start-up; whose clock it was matters, so it stands with each. */
export function startupTable({ startup }: Comparison) {
  return {
    names: startup[0]?.values.map(({ engine }) => engine) ?? [],
    rows: startup.map(({ part, values }) => ({
      part,
      what: startupParts[part],
      values: values.map(({ ms, by }) => {
        const clock = by.includes('engine') ? ', by its own word' : by.includes('log') ? ', between log lines' : '';
        return ms.value === null ? unknown : `${startupText(ms)}${clock}`;
      }),
    })),
  };
}
