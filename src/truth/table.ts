import type { Comparison, Line } from './compare.ts';
import type { PairedError } from './pairs.ts';

const header = ['', 'reported', 'true', 'scripted', 'error', 'error %', 'limit', ''];

function fixed(value: number | null, digits: number, sign = false): string {
  if (value === null) return '–';
  return `${sign && value >= 0 ? '+' : ''}${value.toFixed(digits)}`;
}

function row({ figure, unit, reported, truth, script, error, errorPercent, limit, pass }: Line): string[] {
  const digits = unit === 'ms' ? 3 : 1;
  return [
    unit === 'ms' ? `${figure} ms` : figure,
    fixed(reported, digits),
    fixed(truth, digits),
    fixed(script, digits),
    fixed(error, digits, true),
    fixed(errorPercent, 2, true),
    fixed(limit, digits),
    pass ? 'PASS' : 'FAIL',
  ];
}

/** Columns as wide as their widest entry; numbers to the right. */
export function alignedText(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((cells) => `  ${cells.map(pad).join('  ')}`.trimEnd()).join('\n');
}

function paired(name: string, { p50, p99, max }: PairedError): string {
  return `${name} ${fixed(p50, 3)} / ${fixed(p99, 3)} / ${fixed(max, 3)}`;
}

/** One level as text. */
export function comparisonText(comparison: Comparison): string {
  const { concurrency, requests, durationS, lines, client, simulator, othersCpuPercent } = comparison;
  const { ttftMs, tpotMs, e2eMs } = comparison.paired;
  return [
    `concurrency ${concurrency}: ${requests.planned} requests in ${fixed(durationS, 1)} s, ${requests.ok} ok, ` +
      `${requests.joined} found in the truth log, ${requests.equal} with equal token and chunk counts`,
    alignedText([header, ...lines.map(row)]),
    `  per request, |error| p50 / p99 / max ms: ${[paired('TTFT', ttftMs), paired('TPOT', tpotMs), paired('E2E', e2eMs)].join(' · ')}`,
    `  client: clock ${client.clock}, reader lag p99 ${fixed(client.lagP99Us, 0)} µs, max ${fixed(client.lagMaxUs, 0)} µs, ` +
      `${client.coalescedReads} of ${client.reads} reads carried several tokens`,
    `  simulator: late by at most ${fixed(simulator.lateMaxMs, 3)} ms, ${simulator.blockedSends} sends held up by the client`,
    `  all else on this machine used ${fixed(othersCpuPercent, 0)} % of one core`,
  ].join('\n');
}
