import { notChecked, percentText, type Rule } from './rule.ts';

const invalidBelow = 0.5;
const warnBelow = 0.99;
const limit = `WARN below ${percentText(warnBelow)}, INVALID below ${percentText(invalidBelow)} of untruncated answers`;

/** Do answers follow their schemas? Under a grammar even a tiny model cannot help it, unless it is cut off. */
export const jsonNotEnforced: Rule = ({ statistics: { validity } }) => {
  if (validity === null) return notChecked('no schema in this cell', limit);
  const { valid, invalid, notJson, empty } = validity.outcomes;
  const whole = valid + invalid + notJson + empty;
  if (whole === 0) return notChecked('no answer came to its end', limit);
  const share = valid / whole;
  const ignored = validity.features.filter(({ state }) => state === 'ignored').map(({ feature }) => feature);
  const [example] = validity.firstErrors;
  return {
    state: share < invalidBelow ? 'INVALID' : share < warnBelow ? 'WARN' : 'VALID',
    measured: `${valid} of ${whole} valid (${percentText(share)})${share < 1 && example !== undefined ? `, e.g. ${example}` : ''}`,
    limit,
    advice:
      (ignored.length === 0 ? '' : `broken features: ${ignored.join(', ')}; `) +
      'the engine does not enforce the schema or one of its keywords: see the table of schema features, and the known ' +
      'limits of the engine under Fairness sheet',
  };
};
