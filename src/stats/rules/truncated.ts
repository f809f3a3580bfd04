import { notChecked, percentText, type Rule } from './rule.ts';

const warnAbove = 0.05;
const limit = `WARN above ${percentText(warnAbove)}`;

/** Were JSON answers cut off by the token limit? Then validity and latency say more of the limit than of the engine. */
export const truncated: Rule = ({ statistics: { validity } }) => {
  if (validity === null) return notChecked('no schema in this cell', limit);
  const { valid, invalid, notJson, empty, truncated: cut } = validity.outcomes;
  const answered = valid + invalid + notJson + empty + cut;
  if (answered === 0) return notChecked('no ok request', limit);
  const share = cut / answered;
  const { blankTruncated } = validity.whitespace;
  const trap = blankTruncated * 2 > cut;
  const blank = blankTruncated === 0 ? '' : `, ${blankTruncated} of them mostly blanks`;
  return {
    state: share > warnAbove ? 'WARN' : 'VALID',
    measured: `${cut} of ${answered} (${percentText(share)})${blank}`,
    limit,
    advice: trap
      ? 'the whitespace trap: the grammar allows any whitespace, and the model fills its budget with blanks; forbid ' +
        'free whitespace in the grammar of the engine (engine.jsonWhitespace of the suite)'
      : 'raise tests.json_struct.maxTokens',
  };
};
