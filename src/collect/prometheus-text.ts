/** One sample line of the Prometheus text format. A value of NaN or infinity is null: it says nothing. */
export type MetricSample = { name: string; labels: Record<string, string>; value: number | null };

/** What could be read, and which lines could not (counted from 1). */
export type MetricText = { samples: MetricSample[]; badLines: number[] };

const linePattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const labelPattern = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
const escapes: Record<string, string> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

function readLabels(text: string): Record<string, string> | null {
  const labels: Record<string, string> = {};
  labelPattern.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const match = labelPattern.exec(text);
    if (match === null) return null;
    labels[match[1] ?? ''] = (match[2] ?? '').replace(/\\[n"\\]/g, (escaped) => escapes[escaped] ?? escaped);
    at = labelPattern.lastIndex;
  }
  return labels;
}

function readValue(text: string): number | null | undefined {
  if (/^(NaN|[+-]?Inf)$/i.test(text)) return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  return Number(text);
}

function readLine(line: string): MetricSample | null {
  const match = linePattern.exec(line);
  if (match === null) return null;
  const labels = readLabels(match[2] ?? '');
  const value = readValue(match[3] ?? '');
  return labels === null || value === undefined ? null : { name: match[1] ?? '', labels, value };
}

/**
 * Reads the Prometheus text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
 * Strict about each line and never throws: a line that is wrong is named and left out.
 */
export function parsePrometheus(text: string): MetricText {
  const samples: MetricSample[] = [];
  const badLines: number[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = readLine(line);
    if (sample === null) badLines.push(index + 1);
    else samples.push(sample);
  }
  return { samples, badLines };
}
