import type { EngineResult, MeasuredCell } from '../domain/engine-result.ts';
import { plainText } from '../domain/plain-text.ts';
import { inFlightLimit, isOpen, ratePerSOf } from '../domain/shape.ts';
import { type AnswerOutcome, answerOutcomes, type Statistics } from '../domain/statistics.ts';
import { latencyColumns } from './latency-columns.ts';
import { loadPhaseColumns } from './load-phase-columns.ts';
import { telemetryColumns } from './telemetry-columns.ts';

/** A value of a CSV file; null is an empty cell. */
export type Value = string | number | null;

const columnOf: Record<AnswerOutcome, string> = {
  valid: 'json_valid',
  invalid: 'json_invalid',
  notJson: 'json_not_json',
  truncated: 'json_truncated',
  empty: 'json_empty',
  refused: 'json_refused',
  engineError: 'json_engine_error',
  failed: 'json_failed',
};

/** Columns of json_struct; those of pairs stand in the line of the twin, medians of differences. */
function structuredOutput({ cell, validity, enforcement, pairs }: Statistics): Record<string, Value> {
  const outcomes = answerOutcomes.map((outcome) => [columnOf[outcome], validity?.outcomes[outcome] ?? null]);
  return {
    purpose: cell.purpose,
    json_asked: validity?.asked ?? null,
    ...Object.fromEntries(outcomes),
    json_enforcement: enforcement?.state ?? null,
    pairs: pairs?.pairs ?? null,
    pair_ttft_diff_p50_ms: pairs?.ttftMs.difference ?? null,
    pair_tpot_diff_p50_ms: pairs?.tpotMs.difference ?? null,
  };
}

function row(result: EngineResult, { statistics: s, verdict }: MeasuredCell): Record<string, Value> {
  const { shape } = s.cell;
  return {
    engine: result.engine,
    model: result.config.model.name,
    test: s.cell.test,
    constraint: s.cell.constraint,
    concurrency: isOpen(shape) ? null : shape.concurrency,
    run: s.cell.repeat,
    requests_sent: s.requests.sent,
    requests_ok: s.requests.outcomes.ok ?? 0,
    output_tokens: s.tokens.output,
    output_tokens_per_s_steady: s.outputTokensPerS.steady,
    output_tokens_per_s_whole: s.outputTokensPerS.whole,
    requests_per_s: s.requestsPerS.whole,
    goodput_per_s: s.goodput.perS,
    json_valid_share: s.validity?.validShare ?? null,
    verdict: verdict.state,
    load: shape.kind,
    rate_per_s: ratePerSOf(shape),
    max_in_flight: inFlightLimit(shape),
    ...latencyColumns(s),
    ...loadPhaseColumns(s),
    ...structuredOutput(s),
    ...telemetryColumns(s),
  };
}

/** What makes a spreadsheet take a text for a formula; full-width forms too, which some of them fold. */
const formula = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]/;

/**
 * A value as CSV (RFC 4180; lines end with LF). Text that a spreadsheet would run as a formula gets a leading quote mark, and text that
 * it could split, quotes (";" and tab are separators in some countries). Unknown is an empty cell.
 */
function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = plainText(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows of a result: one a cell, as name and value of each column. */
export function resultRows(result: EngineResult): Record<string, Value>[] {
  return Object.values(result.benchmarks)
    .flat()
    .map((measured) => row(result, measured));
}

/** Rows that all have the same columns, as the text of a CSV file. */
export function csvText(rows: Record<string, Value>[]): string {
  const head = Object.keys(rows[0] ?? {}).join(',');
  return `${[head, ...rows.map((values) => Object.values(values).map(cell).join(','))].join('\n')}\n`;
}

/** benchmark_results.csv: a line a cell. */
export function resultsCsv(result: EngineResult): string {
  return csvText(resultRows(result));
}
