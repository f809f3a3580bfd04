import { resetInWords } from '../../domain/cache-reset.ts';
import { notChecked, type Rule } from './rule.ts';

const limit = 'a reset that was wanted is done';

/** Was the prefix cache emptied before this run, where that was wanted? */
export const cacheNotReset: Rule = ({ statistics: { cacheReset } }) => {
  if (cacheReset === null) return notChecked('nothing is known of a reset', limit);
  if (cacheReset.state === 'not-done') return notChecked(resetInWords(cacheReset), limit);
  return {
    state: cacheReset.state === 'failed' ? 'WARN' : 'VALID',
    measured: resetInWords(cacheReset),
    limit,
    advice: 'answers may come out of the cache of earlier runs: turn prefix caching off, or keep prompts unique',
  };
};
