import { notChecked, type Rule } from './rule.ts';

const limit = 'every ok request has a token count';

/** Does the server say how many tokens each answer had? Chunks are no substitute: one may carry several tokens. */
export const tokensUnknown: Rule = ({ statistics, set }) => {
  const ok = set.samples.filter((sample) => sample.outcome === 'ok');
  if (ok.length === 0) return notChecked('no ok request', limit);
  const without = ok.filter((sample) => sample.outputTokens === null).length;
  return {
    state: without > 0 ? 'WARN' : 'VALID',
    measured: `${without} of ${ok.length} without (source: ${statistics.tokens.source})`,
    limit,
    advice: 'use an engine that honours stream_options.include_usage; until then TPOT and tokens/s are not given',
  };
};
