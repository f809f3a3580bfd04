import { countsText, crossCheck, crossState, invalidTimes } from './cross-checked.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

/** Did the engine answer as many requests as were sent, no more and no fewer? */
export const requestsDisagree: Rule = ({ statistics, plan }) => {
  const { requestsApartShare } = plan.suite.limits;
  const limit = `WARN above ${percentText(requestsApartShare)}, INVALID above ${percentText(requestsApartShare * invalidTimes)}`;
  const check = crossCheck(statistics, 'requests');
  if (check === null || check.apart === null) {
    return notChecked(check === null ? 'not compared by this version' : countsText(check), limit);
  }
  return {
    state: crossState(check, invalidTimes),
    measured: countsText(check),
    limit,
    advice:
      check.apart > 0
        ? 'somebody else asked the engine meanwhile, and took its time: keep others off it and measure again'
        : 'the engine does not know of requests that were answered: is there a cache or another server before it?',
  };
};
