const esc = '\u001b';
const bell = '\u0007';
/** Escape sequences of terminals: with parameters (CSI), with a text up to its end (OSC and its kin), short ones. */
const sequences = new RegExp(
  [
    `(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    `${esc}[\\]PX^_][^${bell}${esc}]*(?:${bell}|${esc}\\\\)`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
const lineBreaks = /\s*[\n\r\u2028\u2029]+\s*/g;
/** Control characters, and marks that reorder or hide the text around them. */
const invisible = /\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * Text from outside (an engine, a daemon, a file) as one line that only shows characters: no colours, no cursor
 * movement, no line breaks, no marks that turn the reading direction.
 */
export function plainText(text: string): string {
  return text.replace(sequences, '').replace(lineBreaks, ' ').replaceAll('\t', ' ').replace(invisible, '').trim();
}

/** The same for text of several lines; the lines and their indentation stay. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => (/^ */.exec(line)?.[0] ?? '') + plainText(line))
    .join('\n');
}
