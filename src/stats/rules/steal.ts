import { figureSpan, meanIn } from '../series.ts';
import { notChecked, type Rule } from './rule.ts';

/** So many times the limit, and what was measured is the neighbours. */
const invalidFrom = 5;

/** Did other guests of the same physical machine take CPU time that this one wanted? */
export const steal: Rule = ({ statistics: { steadyWindow }, set, plan }) => {
  const { stealPercent } = plan.suite.limits;
  const limit = `WARN above ${stealPercent} %, INVALID above ${stealPercent * invalidFrom} %`;
  const { value } = meanIn(set.host, 'stealPercent', figureSpan(steadyWindow, set.client.endUs), 'since-last');
  if (value === null) return notChecked('steal time was not read in this time', limit);
  return {
    state: value > stealPercent * invalidFrom ? 'INVALID' : value > stealPercent ? 'WARN' : 'VALID',
    measured: `${Number(value.toFixed(2))} % of CPU time on average`,
    limit,
    advice: 'this virtual machine shares its processors: measure on one that has its own, or at another time',
  };
};
