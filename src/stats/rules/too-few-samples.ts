import { neededSamples } from '../percentile.ts';
import type { Rule } from './rule.ts';

/** Are there samples enough for the percentiles that reports show first, p50 and p95? */
export const tooFewSamples: Rule = ({ statistics: { e2eMs } }) => {
  const missing = [50, 95].filter((p) => e2eMs.count < neededSamples(p));
  return {
    state: missing.length > 0 ? 'WARN' : 'VALID',
    measured: `${e2eMs.count} ok requests${missing.length > 0 ? `: no ${missing.map((p) => `p${p}`).join(', no ')}` : ''}`,
    limit: `p50 from ${neededSamples(50)}, p95 from ${neededSamples(95)} requests on`,
    advice: `raise tests.….requests to ${neededSamples(95)} or more, or durationS; percentiles without enough samples are left out`,
  };
};
