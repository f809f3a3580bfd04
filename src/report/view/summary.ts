import { enforcementText, isUnenforced } from '../../domain/enforcement-text.ts';
import type { EngineResult, MeasuredCell } from '../../domain/engine-result.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { seriesInWords, seriesOf } from '../../domain/series.ts';
import type { TestName } from '../../domain/suite.ts';
import { count, latencyClause, number, percentile, percentileOf, share, unknown } from '../format.ts';
import { waitedTtft } from '../open-loop.ts';
import { constraintClauses, twinOf } from './constraint.ts';
import { seriesOfCells } from './levels.ts';
import { overRuns } from './repeats.ts';
import { proofOf } from './structured.ts';

/**
 * What a decider reads first of a test at one load level: one figure, what it is, and the clauses that qualify it.
 * `load`: in words; `id`: the cell that the figure is of; `cells`: all whose samples are in what is said.
 */
export type Summary = {
  test: string;
  load: string;
  figure: string;
  unit: string;
  details: string[];
  state: string;
  id: string;
  cells: string[];
};

export const testTitles = {
  throughput: 'Throughput',
  json_struct: 'Structured output (JSON)',
  low_latency: 'Low latency',
} as const;

const badness = ['VALID', 'WARN', 'INVALID'];

function rate({ statistics: { outputTokensPerS } }: MeasuredCell): number | null {
  return outputTokensPerS.steady ?? outputTokensPerS.whole;
}

/** The run in the middle by throughput: all figures of a summary belong to one run. */
export function middle(runs: MeasuredCell[]): MeasuredCell | undefined {
  const sorted = runs.toSorted((a, b) => (rate(a) ?? 0) - (rate(b) ?? 0));
  return sorted[(sorted.length - 1) >> 1];
}

function range(runs: MeasuredCell[], of: (cell: MeasuredCell) => number | null): string {
  const values = runs.map(of).filter((value) => value !== null);
  if (values.length < 2) return '';
  const text = `${number(Math.min(...values))}–${number(Math.max(...values))}`;
  return `middle of ${runs.length} runs (${text})`;
}

function load(cell: MeasuredCell): string {
  return `${seriesInWords(cell.statistics.cell)}, n ${count(cell.statistics.requests.outcomes.ok ?? 0)}`;
}

function failures(runs: MeasuredCell[]): string | null {
  const sent = runs.reduce((sum, { statistics: { requests } }) => sum + requests.sent, 0);
  const ok = runs.reduce((sum, { statistics: { requests } }) => sum + (requests.outcomes.ok ?? 0), 0);
  return ok === sent ? null : `${count(sent - ok)} of ${count(sent)} requests not ok`;
}

/** TTFT as the user saw it; in an open loop also the one that leaves out how long the request was held back. */
function ttftClauses({ statistics: s }: MeasuredCell): (string | null)[] {
  if (s.openLoop === null) return [latencyClause('TTFT', s.ttftMs)];
  return [latencyClause('response TTFT', waitedTtft(s)), latencyClause('service TTFT', s.ttftMs)];
}

/** E2E, in an open loop from both instants. */
function e2eClauses({ statistics: s }: MeasuredCell): (string | null)[] {
  if (s.openLoop === null) return [latencyClause('E2E', s.e2eMs)];
  return [latencyClause('response E2E', s.openLoop.responseE2eMs), latencyClause('service E2E', s.e2eMs)];
}

type Parts = { figure: string; unit: string; details: (string | null)[] };

/** The repeats of one test at one load level: all cells of the test, and what was computed over these runs. */
type Around = { all: MeasuredCell[]; repeats: Repeats | undefined };

const parts: Record<TestName, (cell: MeasuredCell, runs: MeasuredCell[], around: Around) => Parts> = {
  throughput: (cell, runs, { repeats }) => ({
    figure: number(rate(cell)),
    unit: 'output tokens/s',
    details: [
      `at ${[load(cell), range(runs, rate)].filter(Boolean).join(', ')}`,
      overRuns(repeats, 'outputTokensPerS'),
      ...ttftClauses(cell),
      latencyClause('TPOT', cell.statistics.tpotMs),
    ],
  }),
  json_struct: (cell, runs, { all, repeats }) => {
    const { validity } = cell.statistics;
    const proof = proofOf(cell, all);
    const answers = `of ${count(validity?.asked ?? 0)} requests got JSON that follows their schema`;
    // A schema that does not bind costs nothing, and speed without it is not what was asked for.
    if (proof !== null && isUnenforced(proof)) {
      const valid = `${share(validity?.validShare ?? null)} ${answers}`;
      return { figure: 'Schema not enforced', unit: '', details: [enforcementText(proof), valid] };
    }
    return {
      figure: share(validity?.validShare ?? null),
      unit: answers,
      details: [
        proof === null ? null : `proof: ${enforcementText(proof)}`,
        `${number(rate(cell))} output tokens/s at ${[load(cell), range(runs, rate)].filter(Boolean).join(', ')}`,
        overRuns(repeats, 'outputTokensPerS'),
        ...ttftClauses(cell),
        ...constraintClauses(cell, all),
      ],
    };
  },
  low_latency: (cell, runs, { repeats }) => ({
    figure: withUnit(percentile(waitedTtft(cell.statistics), 50)),
    unit: 'to the first token (TTFT p50)',
    details: [
      `at ${[load(cell), runs.length > 1 ? `middle of ${runs.length} runs` : ''].filter(Boolean).join(', ')}`,
      overRuns(repeats, 'ttftP50Ms'),
      ...ttftClauses(cell),
      latencyClause('TPOT', cell.statistics.tpotMs),
      ...e2eClauses(cell),
    ],
  }),
};

function withUnit(text: string): string {
  return text === unknown || text === 'insufficient' ? text : `${text} ms`;
}

/** The runs, and where there are schemas the same requests without them. */
function cellsBehind(runs: MeasuredCell[], all: MeasuredCell[]): string[] {
  const twins = runs.map((cell) => twinOf(cell, all)).filter((cell) => cell !== null);
  return [...runs, ...twins].map(({ statistics }) => statistics.cell.id);
}

function summary(test: TestName, runs: MeasuredCell[], around: Around): Summary | null {
  const cell = middle(runs);
  if (cell === undefined) return null;
  const { figure, unit, details } = parts[test](cell, runs, around);
  const state = badness[Math.max(...runs.map(({ verdict }) => badness.indexOf(verdict.state)))] ?? 'VALID';
  const said = [...details, failures(runs)].filter((detail) => detail !== null);
  const { id } = cell.statistics.cell;
  const level = seriesInWords(cell.statistics.cell);
  return {
    test: testTitles[test],
    load: level,
    figure,
    unit,
    details: said,
    state,
    id,
    cells: cellsBehind(runs, around.all),
  };
}

/** More levels, points and cases than this are a table, and the best of them a summary. */
const mostSummaries = 6;

const bestOf = { throughput: 'fastest', json_struct: 'fastest', low_latency: 'quickest to answer' } as const;

function median(runs: MeasuredCell[], of: (cell: MeasuredCell) => number | null): number {
  const cell = middle(runs);
  return (cell === undefined ? null : of(cell)) ?? Number.NEGATIVE_INFINITY;
}

function ttftP50(cell: MeasuredCell): number | null {
  const value = percentileOf(waitedTtft(cell.statistics), 50)?.value ?? null;
  return value === null ? null : -value;
}

const merit: Record<TestName, (runs: MeasuredCell[]) => number> = {
  throughput: (runs) => median(runs, rate),
  // A schema that is ignored makes an engine fast.
  json_struct: (runs) => (runs.some(({ verdict }) => verdict.state === 'INVALID') ? 0 : median(runs, rate)),
  low_latency: (runs) => median(runs, ttftP50),
};

/** The summaries of a test: one a level, point and case, in the order of the run. Repeats are taken together. */
function testSummaries(test: TestName, { benchmarks, repeats }: EngineResult): Summary[] {
  const cells = benchmarks[test];
  const main = cells.filter(
    ({ statistics: { cell } }) => test !== 'json_struct' || (cell.constraint === 'schema' && cell.purpose === 'speed'),
  );
  const all = seriesOfCells(main).map((runs) => {
    const [first] = runs;
    const over = repeats.find(({ series }) => first !== undefined && series === seriesOf(first.statistics.cell));
    return { runs, said: summary(test, runs, { all: cells, repeats: over }) };
  });
  const said = all.flatMap((one) => one.said ?? []);
  if (said.length <= mostSummaries) return said;
  const best = all.reduce((a, b) => (merit[test](b.runs) > merit[test](a.runs) ? b : a)).said;
  return best === null
    ? []
    : [{ ...best, details: [...best.details, `the ${bestOf[test]} of ${said.length}, see the table below`] }];
}

/** The top of the report. */
export function summaries(result: EngineResult): Summary[] {
  return (Object.keys(testTitles) as TestName[]).flatMap((test) => testSummaries(test, result));
}
