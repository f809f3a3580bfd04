import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.05;
const limit = `WARN above ${percentText(warnAbove)}`;

/** Were JSON answers cut off by the token limit? Then validity and latency say more of the limit than of the engine. */
export const truncated: Rule = ({ statistics: { validity } }) => {
  if (validity === null) return notChecked('no schema in this cell', limit);
  if (validity.checked === 0) return notChecked('no ok request', limit);
  const share = validity.truncated / validity.checked;
  return {
    state: share > warnAbove ? 'WARN' : 'VALID',
    measured: `${validity.truncated} of ${validity.checked} (${percentText(share)})`,
    limit,
    advice: 'raise tests.json_struct.maxTokens, or forbid free whitespace in the grammar of the engine',
  };
};
