import { counterGrowth } from '../series.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.01;
const limit = `WARN above ${percentText(warnAbove)}`;

/** Do the tokens the client was told agree with the engine's own counter? */
export const tokensDisagree: Rule = ({ statistics, set }) => {
  const counted = counterGrowth(set.engineMetrics, 'generationTokens');
  const told = statistics.tokens.output;
  if (counted === null) return notChecked('the engine has no counter of generated tokens', limit);
  if (told === null) return notChecked('the client knows no total', limit);
  // A failed request's tokens are in the engine's counter, but nobody tells the client how many they were.
  if (statistics.requests.outcomes.ok < statistics.requests.sent) return notChecked('some requests failed', limit);
  const apart = Math.abs(counted - told) / Math.max(told, 1);
  return {
    state: apart > warnAbove ? 'WARN' : 'VALID',
    measured: `client ${told}, engine ${counted}: ${percentText(apart)} apart`,
    limit,
    advice: 'make sure nobody else uses the engine; else compare its usage counts with its log',
  };
};
