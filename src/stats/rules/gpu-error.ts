import { notChecked, type Rule } from './rule.ts';

const limit = 'INVALID if the driver reports an error (XID) in this time';

/** Did the driver report an error of the GPU? An older one stays the last one told, so only a new number counts. */
export const gpuError: Rule = ({ set }) => {
  const known = set.gpu.flatMap(({ tS, xidLast }) => (xidLast == null ? [] : [{ tS, xid: xidLast }]));
  const [first] = known;
  if (first === undefined) return notChecked('no errors of a GPU were read', limit);
  const fresh = known.find(({ xid }) => xid !== 0 && xid !== first.xid);
  const older = first.xid === 0 ? 'none' : `none since XID ${first.xid}, which is from before`;
  return {
    state: fresh === undefined ? 'VALID' : 'INVALID',
    measured: fresh === undefined ? older : `XID ${fresh.xid} at ${fresh.tS.toFixed(1)} s`,
    limit,
    advice: "look the number up in NVIDIA's list of XID errors and in dmesg, then measure again",
  };
};
