import type { EngineResult } from '../domain/engine-result.ts';
import { plainText } from '../domain/plain-text.ts';
import type { Distribution, Statistics } from '../domain/statistics.ts';

const header = ['engine', 'test', 'requests', 'ok', 'tokens/s', 'TTFT p50/p95 ms', 'TPOT p50/p95 ms', 'verdict'];

function short(value: number | null): string {
  if (value === null) return '–';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function percentile(distribution: Distribution, p: number): string {
  const found = distribution.percentiles.find((entry) => entry.p === p);
  if (found === undefined || distribution.count === 0) return '–';
  return found.insufficient ? 'too few' : short(found.value);
}

function pair(distribution: Distribution): string {
  return `${percentile(distribution, 50)} / ${percentile(distribution, 95)}`;
}

function row(engine: string, statistics: Statistics, verdict: string): string[] {
  const { requests, outputTokensPerS } = statistics;
  return [
    engine,
    statistics.cell.id,
    String(requests.sent),
    String(requests.outcomes.ok ?? 0),
    short(outputTokensPerS.steady ?? outputTokensPerS.whole),
    pair(statistics.ttftMs),
    pair(statistics.tpotMs),
    verdict,
  ];
}

/** Text columns, as wide as their widest entry; the first two are left-aligned, numbers right. */
function layout(rows: string[][]): string {
  const widths = header.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 2 || column === cells.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/**
 * The table that ends `bench`: a line a cell. "–" is a figure that the samples do not carry, "too few" a percentile
 * that needs more samples than there are.
 */
export function resultTable(result: EngineResult): string {
  const cells = Object.values(result.benchmarks).flat();
  const rows = cells.map(({ statistics, verdict }) => row(result.engine, statistics, verdict.state));
  return layout([header, ...rows.map((cells) => cells.map(plainText))]);
}
