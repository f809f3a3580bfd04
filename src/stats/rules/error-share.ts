import { percentText, type Rule } from './rule.ts';

/** More failures than this and the successes no longer stand for the load: the failed ones are often the slow ones. */
const invalidAbove = 0.01;

/** Did the requests go well? */
export const errorShare: Rule = ({ statistics: { requests } }) => {
  const { sent, outcomes } = requests;
  const failed = sent - outcomes.ok;
  const share = sent === 0 ? 1 : failed / sent;
  const kinds = Object.entries(outcomes).filter(([outcome, count]) => outcome !== 'ok' && count > 0);
  const detail = kinds.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return {
    state: share > invalidAbove ? 'INVALID' : failed > 0 ? 'WARN' : 'VALID',
    measured: `${failed} of ${sent} sent (${percentText(share)})${detail === '' ? '' : `: ${detail}`}`,
    limit: `WARN above 0, INVALID above ${percentText(invalidAbove)}`,
    advice: 'read the error texts in requests.jsonl and engine.log',
  };
};
