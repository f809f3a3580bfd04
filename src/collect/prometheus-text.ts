/** One sample line of the Prometheus text format. A value of NaN or infinity is null: it says nothing. */
export type MetricSample = { name: string; labels: Record<string, string>; value: number | null };

/** What could be read, and which lines could not (counted from 1). */
export type MetricText = { samples: MetricSample[]; badLines: number[] };

// Sticky: each begins where the one before it ended, so a line is read once, whatever is in it.
const blanks = /[ \t]*/y;
const namePattern = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelPattern = /([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"/y;
const separatorPattern = /[ \t]*(?:,|(?=\}))/y;
const wordPattern = /[^ \t]+/y;
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const noNumberPattern = /^[+-]?(?:nan|inf|infinity)$/i;
const escapes: Record<string, string> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** A place in a line that moves on with each thing read from it. */
type Cursor = { line: string; at: number };

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.line);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

/** The rest of a quoted text and its closing quote. By hand: a regular expression with an alternative runs out of stack. */
function takeQuoted(cursor: Cursor): string | null {
  const from = cursor.at;
  for (let end = cursor.line.indexOf('"', from); end !== -1; end = cursor.line.indexOf('"', end + 1)) {
    let slashes = 0;
    while (end - slashes > from && cursor.line[end - slashes - 1] === '\\') slashes += 1;
    if (slashes % 2 === 1) continue;
    cursor.at = end + 1;
    return cursor.line.slice(from, end).replace(/\\[n"\\]/g, (escaped) => escapes[escaped] ?? escaped);
  }
  return null;
}

/** The labels between braces, none where there are no braces; null: they are wrong. */
function takeLabels(cursor: Cursor): Record<string, string> | null {
  const labels: Record<string, string> = {};
  if (cursor.line[cursor.at] !== '{') return labels;
  cursor.at += 1;
  for (;;) {
    take(cursor, blanks);
    if (cursor.line[cursor.at] === '}') break;
    const label = take(cursor, labelPattern)?.[1];
    const value = label === undefined ? null : takeQuoted(cursor);
    if (label === undefined || value === null || take(cursor, separatorPattern) === null) return null;
    labels[label] = value;
  }
  cursor.at += 1;
  return labels;
}

/** Null: not a number that means something; undefined: not a value at all. */
function readValue(text: string): number | null | undefined {
  if (noNumberPattern.test(text)) return null;
  if (!numberPattern.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** After the value there may be a timestamp (OpenMetrics: with a fraction), then an exemplar, which is not looked at. */
function restIsFine(cursor: Cursor): boolean {
  take(cursor, blanks);
  const word = take(cursor, wordPattern)?.[0];
  if (word === undefined || word === '#') return true;
  if (!numberPattern.test(word)) return false;
  take(cursor, blanks);
  return cursor.at === cursor.line.length || cursor.line[cursor.at] === '#';
}

/** A sample, and what names its series in the line; null: not a line of the format. */
function readLine(line: string): { sample: MetricSample; series: string } | null {
  const cursor = { line, at: 0 };
  take(cursor, blanks);
  const name = take(cursor, namePattern)?.[0];
  const labelsAt = cursor.at;
  if (name === undefined || !' \t{'.includes(line[labelsAt] ?? '?')) return null;
  take(cursor, blanks);
  const labels = takeLabels(cursor);
  if (labels === null) return null;
  const series = name + line.slice(labelsAt, cursor.at).trim();
  take(cursor, blanks);
  const value = readValue(take(cursor, wordPattern)?.[0] ?? '');
  return value === undefined || !restIsFine(cursor) ? null : { sample: { name, labels, value }, series };
}

/**
 * Reads the Prometheus text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats) and what
 * OpenMetrics adds to it (exemplars, timestamps with a fraction, "# EOF"). Strict about each line and never throws: a
 * line that is wrong is named and left out, and so is a series that was told before. A last line without its line feed
 * was cut: its number may have lost digits. Time grows with the length of the text alone.
 */
export function parsePrometheus(text: string): MetricText {
  const samples: MetricSample[] = [];
  const badLines: number[] = [];
  const told = new Set<string>();
  for (let number = 1, at = 0; at < text.length; number += 1) {
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    const line = text.slice(at, text[end - 1] === '\r' && end > at ? end - 1 : end);
    at = end + 1;
    if (isSilent(line)) continue;
    const read = found === -1 ? null : readLine(line);
    if (read === null || told.has(read.series)) {
      badLines.push(number);
      continue;
    }
    told.add(read.series);
    samples.push(read.sample);
  }
  return { samples, badLines };
}

/** Nothing, or a comment. */
function isSilent(line: string): boolean {
  blanks.lastIndex = 0;
  blanks.exec(line);
  return blanks.lastIndex === line.length || line[blanks.lastIndex] === '#';
}
