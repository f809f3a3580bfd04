import type { Rule } from './rule.ts';

/** Was a profiler at work while these figures were taken? */
export const profiled: Rule = ({ plan: { profile } }) => ({
  state: profile ? 'WARN' : 'VALID',
  measured: profile ? "the engine's profiler was on" : 'no profiler',
  limit: 'none',
  advice: 'these figures are not for comparison: run again without --profile',
});
