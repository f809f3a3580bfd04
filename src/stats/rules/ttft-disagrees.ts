import { crossCheck, crossState } from './cross-checked.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

/**
 * How long is the way to the engine's own clock and back? Part of TTFT for every user, and no work of the model: so it is
 * told always, and is too much only where it may decide between engines.
 */
export const ttftDisagrees: Rule = ({ statistics, plan }) => {
  const { ttftApartMs, ttftApartShare } = plan.suite.limits;
  const limit = `WARN above ${ttftApartMs} ms that are more than ${percentText(ttftApartShare)} of the client's mean`;
  const check = crossCheck(statistics, 'ttftMeanMs');
  if (check === null) return notChecked('not compared by this version', limit);
  const { client, engine, apart, why } = check;
  if (client === null || engine === null || apart === null) return notChecked(why ?? 'unknown', limit);
  return {
    state: crossState(check),
    measured: `mean ${client.toFixed(2)} ms by the client, ${engine.toFixed(2)} ms by the engine: ${Math.abs(apart).toFixed(2)} ms ${apart > 0 ? 'shorter' : 'longer'} by the client`,
    limit,
    advice:
      apart > 0
        ? "a request cannot take longer inside the engine than outside: its histogram holds others' requests, or is wrong"
        : 'this time passes before the clock of the engine starts or after its first token: network path, its HTTP ' +
          'server and tokenizer (is its front end short of CPU?), or first tokens without text (a reasoning model)',
  };
};
