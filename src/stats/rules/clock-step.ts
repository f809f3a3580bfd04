import type { Rule } from './rule.ts';

const warnAboveUs = 50_000;

/** Did the wall clock jump? Latencies use the monotonic clock; telemetry is laid beside them by the wall clock. */
export const clockStep: Rule = ({ set: { client } }) => ({
  state: Math.abs(client.wallStepUs) > warnAboveUs ? 'WARN' : 'VALID',
  measured: `${client.wallStepUs} us`,
  limit: `WARN beyond +-${warnAboveUs} us`,
  advice: 'let time synchronisation settle first; latencies are right, but GPU and engine series may be shifted',
});
