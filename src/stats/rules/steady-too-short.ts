import { percentText, type Rule } from './rule.ts';

const shortestS = 5;
const smallestShare = 0.5;

/** Did the load stand at its level long enough for a steady throughput? */
export const steadyTooShort: Rule = ({ statistics: { steadyWindow, durationS } }) => {
  const lengthS = steadyWindow?.lengthS ?? 0;
  // The last stream may end after the last token that the duration counts to.
  const share = durationS === null ? 0 : Math.min(1, lengthS / durationS);
  return {
    state: lengthS < shortestS || share < smallestShare ? 'WARN' : 'VALID',
    measured: `${lengthS.toFixed(1)} s, ${percentText(share)} of the run`,
    limit: `WARN below ${shortestS} s or ${percentText(smallestShare)} of the run`,
    advice: 'raise requests, or lower the concurrency',
  };
};
