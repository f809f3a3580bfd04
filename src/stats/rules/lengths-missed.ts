import type { LengthsCompared } from '../../domain/statistics.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

const allowed = 0.01;
/** Prompts whose tokens nobody could count beforehand are held to their mean. */
const allowedAbout = 0.05;
const limit = `WARN above ${percentText(allowed)} of requests; of prompts that could only be estimated, if their mean is off by more than ${percentText(allowedAbout)}`;

function missed(name: string, compared: LengthsCompared | null, about: boolean): { text: string; bad: boolean } | null {
  if (compared === null) return null;
  const { told, asAsked, asked, got, mostOff } = compared;
  if (got === null) return { text: `${name}: the server tells no lengths`, bad: true };
  const share = 1 - asAsked / told;
  const bad = about ? Math.abs(got.mean / asked.mean - 1) > allowedAbout : share > allowed;
  const most = mostOff === null || mostOff === 0 ? '' : `, at most ${Math.abs(mostOff)} tokens`;
  return { text: `${name}: ${told - asAsked} of ${told} differ${most}${about ? ' (estimated)' : ''}`, bad };
}

/** Did prompts and answers have the lengths that the suite asked for? */
export const lengthsMissed: Rule = ({ statistics: { lengths } }) => {
  if (lengths === null) return notChecked('no lengths were asked for', limit);
  const about = lengths.counted === 'about';
  const found = [missed('prompts', lengths.input, about), missed('answers', lengths.output, false)].filter(
    (one) => one !== null,
  );
  return {
    state: found.some(({ bad }) => bad) ? 'WARN' : 'VALID',
    measured: found.map(({ text }) => text).join('; '),
    limit,
    advice:
      'prompts: use the endpoint completions, whose prompts get no template, or an engine with a tokenizer; ' +
      'answers: this engine ends some in spite of what it was asked, so compare by tokens, not by requests',
  };
};
