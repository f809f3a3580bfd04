import type { EngineResult } from '../domain/engine-result.ts';
import { plainText } from '../domain/plain-text.ts';
import { shapeInShort } from '../domain/shape.ts';
import type { Distribution, Statistics } from '../domain/statistics.ts';

/** Columns of the table; the ones of an open loop are left out where no cell is one. */
const columns = [
  ...['engine', 'test', 'load', 'requests', 'ok', 'tokens/s'],
  ...['response TTFT p50/p95 ms', 'TTFT p50/p95 ms', 'TPOT p50/p95 ms', 'verdict'],
];
const openColumns = ['load', 'response TTFT p50/p95 ms'];
const leftAligned = ['engine', 'test', 'load', 'verdict'];

type Row = Record<string, string>;

/** A figure in as many digits as it deserves; "–" for one that is unknown. */
export function short(value: number | null): string {
  if (value === null) return '–';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function percentile(distribution: Distribution, p: number): string {
  const found = distribution.percentiles.find((entry) => entry.p === p);
  if (found === undefined || distribution.count === 0) return '–';
  return found.insufficient ? 'insufficient' : short(found.value);
}

function pair(distribution: Distribution): string {
  return `${percentile(distribution, 50)} / ${percentile(distribution, 95)}`;
}

function row(engine: string, statistics: Statistics, verdict: string): Row {
  const { requests, outputTokensPerS, openLoop } = statistics;
  const speed = (text: string) => (statistics.cell.purpose === 'speed' ? text : '');
  return {
    engine: plainText(engine),
    test: plainText(statistics.cell.id),
    load: shapeInShort(statistics.cell.shape),
    requests: String(requests.sent),
    ok: String(requests.outcomes.ok ?? 0),
    'tokens/s': speed(short(outputTokensPerS.steady ?? outputTokensPerS.whole)),
    'response TTFT p50/p95 ms': openLoop === null ? '' : pair(openLoop.responseTtftMs),
    'TTFT p50/p95 ms': speed(pair(statistics.ttftMs)),
    'TPOT p50/p95 ms': speed(pair(statistics.tpotMs)),
    verdict,
  };
}

/** Text columns, as wide as their widest entry; names are left-aligned, numbers right. */
export function layout(shown: string[], rows: Row[], left = leftAligned): string {
  const header: Row = Object.fromEntries(shown.map((column) => [column, column]));
  const all = [header, ...rows];
  const line = (cells: Row) =>
    shown
      .map((column) => {
        const width = Math.max(...all.map((each) => (each[column] ?? '').length));
        const text = cells[column] ?? '';
        return left.includes(column) ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/**
 * The table that ends `bench`: a line a cell. "–" is a figure that the samples do not carry, "insufficient" a
 * percentile that needs more samples than there are.
 */
export function resultTable(result: EngineResult): string {
  const cells = Object.values(result.benchmarks).flat();
  const anyOpen = cells.some(({ statistics }) => statistics.openLoop !== null);
  const shown = columns.filter((column) => anyOpen || !openColumns.includes(column));
  return layout(
    shown,
    cells.map(({ statistics, verdict }) => row(result.engine, statistics, verdict.state)),
  );
}
