import type { Rule } from './rule.ts';

/** Was every record read? */
export const recordsCut: Rule = ({ set: { notes } }) => ({
  state: notes.length > 0 ? 'WARN' : 'VALID',
  measured: notes.length === 0 ? 'all files whole' : notes.join('; '),
  limit: 'no cut line',
  advice: 'the last request is missing from every figure; run again if it matters',
});
