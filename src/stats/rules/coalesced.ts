import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.1;
const limit = `WARN above ${percentText(warnAbove)}`;

/** Did tokens arrive one by one, or several in one read? Chunks of one read share its time: gaps among them are 0. */
export const coalesced: Rule = ({ set: { client } }) => {
  if (client.reads === 0) return notChecked('nothing was read', limit);
  const share = client.coalescedReads / client.reads;
  return {
    state: share > warnAbove ? 'WARN' : 'VALID',
    measured: `${client.coalescedReads} of ${client.reads} reads (${percentText(share)}) held more than one token chunk`,
    limit,
    advice: 'judge by TPOT and not by gaps between chunks; the server or a proxy buffers, or the client was too slow',
  };
};
