import { notChecked, percentText, type Rule } from './rule.ts';

const invalidBelow = 0.5;
const warnBelow = 0.99;
const limit = `WARN below ${percentText(warnBelow)}, INVALID below ${percentText(invalidBelow)} of untruncated answers`;

/** Is the schema really enforced? Under a grammar even a tiny model cannot help being valid, unless it is cut off. */
export const jsonNotEnforced: Rule = ({ statistics: { validity } }) => {
  if (validity === null) return notChecked('no schema in this cell', limit);
  const whole = validity.checked - validity.truncated;
  if (whole === 0) return notChecked('every answer was cut off', limit);
  const share = validity.valid / whole;
  const example = validity.firstErrors[0];
  return {
    state: share < invalidBelow ? 'INVALID' : share < warnBelow ? 'WARN' : 'VALID',
    measured: `${validity.valid} of ${whole} valid (${percentText(share)})${share < 1 && example !== undefined ? `, e.g. ${example}` : ''}`,
    limit,
    advice:
      'the engine does not enforce the schema or one of its keywords: see which one the example breaks, and the known ' +
      'limits of the engine under Fairness sheet',
  };
};
