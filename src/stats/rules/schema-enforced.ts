import { enforcementText, isUnenforced } from '../../domain/enforcement-text.ts';
import { notChecked, type Rule } from './rule.ts';

const limit = 'INVALID if any answer has not the shape of its schema, WARN if only limits of values are broken';

/** Does a schema bind the answers at all? Without a grammar behind it, a fast answer is fast because it is free. */
export const schemaEnforced: Rule = ({ statistics: { cell }, enforcement }) => {
  if (cell.constraint === 'none') return notChecked('no schema in this cell', limit);
  if (enforcement === null) return notChecked('no proof was made', limit);
  const { state, followed, loose, example } = enforcement;
  const measured = enforcementText(enforcement);
  const shown = example === null ? '' : `, e.g. ${example}`;
  if (isUnenforced(enforcement)) {
    return {
      state: 'INVALID',
      measured: `schema not enforced: ${measured}${shown}`,
      limit,
      advice:
        'the engine ignores the schema, so what it costs was not measured and these figures must not be compared; ' +
        'see how it is told the schema (Requests) and its flags for structured output',
    };
  }
  return {
    state: state === 'enforced' ? 'VALID' : 'WARN',
    measured: `${state === 'unknown' ? 'not proven: ' : ''}${measured}${shown}`,
    limit,
    advice:
      followed + loose === 0
        ? 'no answer came to its end: raise tests.json_struct.maxTokens, or forbid free whitespace in the grammar'
        : 'the engine leaves out some keywords of a schema, or loses answers: see the table of schema features',
  };
};
