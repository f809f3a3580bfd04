import { notChecked, type Rule } from './rule.ts';

const warnUs = 5_000;
const invalidUs = 50_000;
const limit = `WARN above ${warnUs} us, INVALID above ${invalidUs} us`;

/** Open loop: were requests sent when the schedule wanted them sent? */
export const clientLateness: Rule = ({ set: { client } }) => {
  const p99 = client.sendLatenessUs?.p99 ?? null;
  if (p99 === null) return notChecked('closed loop: there is no schedule to be late for', limit);
  return {
    state: p99 > invalidUs ? 'INVALID' : p99 > warnUs ? 'WARN' : 'VALID',
    measured: `sent late by ${p99} us at p99`,
    limit,
    advice: 'give the load generator more cores, or lower the rate',
  };
};
