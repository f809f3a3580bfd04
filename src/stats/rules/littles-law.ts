import { crossCheck, crossState } from './cross-checked.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

/** Little's law: are as many requests inside the engine as the client has in flight? */
export const littlesLaw: Rule = ({ statistics, plan }) => {
  const share = percentText(plan.suite.limits.inFlightApartShare);
  const general = `WARN above ${share} (at least half a request) and what chance makes of the engine's readings (1 of 1000)`;
  const check = crossCheck(statistics, 'inFlightMean');
  if (check === null) return notChecked('not compared by this version', general);
  const { client, engine, apart, limit, why } = check;
  if (client === null || engine === null || apart === null || limit === null) {
    return notChecked(why ?? 'unknown', general);
  }
  return {
    state: crossState(check),
    measured: `client ${client.toFixed(2)} in flight, engine ${engine.toFixed(2)} running or waiting: ${Math.abs(apart).toFixed(2)} apart`,
    limit: `${general}: ${limit.toFixed(2)} here`,
    advice:
      apart > 0
        ? 'the engine works on requests that are not ours: keep others off it'
        : 'requests spend time in no queue that the engine tells of: its front end, a proxy, or the network',
  };
};
