import { notChecked, type Rule } from './rule.ts';

const limit = 'WARN if all of them were sent before the time was up';

/** A closed loop that runs for a time: were there requests enough for all of it? */
export const promptsRanOut: Rule = ({ statistics: { timeBound, cell } }) => {
  if (timeBound === null) return notChecked('a number of requests or a schedule ended the load', limit);
  const { durationS, prepared, sent, ranOutAtS } = timeBound;
  return {
    state: ranOutAtS === null ? 'VALID' : 'WARN',
    measured:
      ranOutAtS === null
        ? `${sent} of ${prepared} requests made ready were sent in ${durationS} s`
        : `all ${prepared} requests made ready were sent after ${ranOutAtS.toFixed(1)} of ${durationS} s`,
    limit,
    advice: `raise tests.${cell.test}.preparedRequests, and leave --limit out; the figures are those of the shorter time`,
  };
};
