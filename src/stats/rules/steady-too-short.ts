import { notChecked, percentText, type Rule } from './rule.ts';

const shortestS = 5;
const smallestShare = 0.5;
const limit = `WARN below ${shortestS} s or ${percentText(smallestShare)} of the run`;

/** Did the load stand at its level long enough for a steady throughput? */
export const steadyTooShort: Rule = ({ statistics: { steadyWindow, durationS, openLoop } }) => {
  if (openLoop?.burst != null) return notChecked('all requests were due at once', limit);
  const lengthS = steadyWindow?.lengthS ?? 0;
  // The last stream may end after the last token that the duration counts to.
  const share = durationS === null ? 0 : Math.min(1, lengthS / durationS);
  return {
    state: lengthS < shortestS || share < smallestShare ? 'WARN' : 'VALID',
    measured: `${lengthS.toFixed(2)} s, ${percentText(share)} of the run`,
    limit,
    advice:
      openLoop === null ? 'raise requests or durationS, or lower the concurrency' : 'raise requests, or lower the rate',
  };
};
