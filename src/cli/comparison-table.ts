import type { ComparedEngine, ComparedTest, Comparison } from '../domain/comparison.ts';
import type { Figure } from '../domain/figure.ts';
import { plainText } from '../domain/plain-text.ts';
import { spreadText } from '../report/comparison/figure-text.ts';
import { figuresOf } from '../report/comparison/measured-cells.ts';
import { answers } from '../report/comparison/recommendations.ts';
import { wrap } from '../report/text/wrap.ts';
import { layout, short } from './result-table.ts';

const columns = [
  ...['test', 'level', 'engine', 'runs', 'requests', 'ok', 'tokens/s', 'rank'],
  ...['response TTFT p50/p95 ms', 'TTFT p50/p95 ms', 'TPOT p50/p95 ms', 'valid JSON', 'verdict'],
];
/** Left out where no test is an open loop: there TTFT counts from the intended send (response) or from the real one. */
const openColumn = 'response TTFT p50/p95 ms';

/** Columns of a log or a plain terminal. */
const width = 80;

type Row = Record<string, string>;

function pair(figures: Record<string, Figure>, name: string): string {
  const text = (p: number) => short(figures[`${name}P${p}Ms`]?.value ?? null);
  return `${text(50)} / ${text(95)}`;
}

/** "2148 (2100–2200)", of two values "2148 (least–most 2100–2200)"; what the brackets are is said below the table. */
function withRange(figure: Figure | undefined): string {
  if (figure === undefined || figure.low === null || figure.high === null) return short(figure?.value ?? null);
  const range = `${short(figure.low)}–${short(figure.high)}`;
  return `${short(figure.value)} (${figure.spread === 'range' ? `least–most ${range}` : range})`;
}

/** What the figures and their brackets are, where there are several runs. */
function legendLines(tests: ComparedTest[]): string[] {
  const brackets = spreadText(figuresOf(tests, ['outputTokensPerS']));
  const text = `Figures are means over runs; in brackets: ${brackets}. The page has the interval of every figure.`;
  return brackets === '' ? [] : wrap(text, width, '', '  ');
}

/** The rank by output tokens/s, of low_latency by TTFT and said so: what each test is looked at for first. */
function rankText({ test, rankings }: ComparedTest, engine: string): string {
  const [metric, by] = test === 'low_latency' ? ['ttftP50Ms', ' by TTFT'] : ['outputTokensPerS', ''];
  const place = rankings.find((one) => one.metric === metric)?.ranked.find((one) => one.engine === engine);
  if (place === undefined) return '–';
  return `${place.rank}${place.tiedWith.length > 0 ? ' tie' : ''}${by}`;
}

function share(figure: Figure | undefined): string {
  const value = figure?.value ?? null;
  return value === null ? '' : `${(value * 100).toFixed(1)} %`;
}

function rows(test: ComparedTest): Row[] {
  const isOpen = test.concurrency === null;
  return test.engines.map(({ engine, cells, requests, figures, verdict }) => ({
    test: plainText(test.id),
    level: plainText(test.level),
    engine: plainText(engine),
    runs: String(cells.length),
    requests: String(requests.sent),
    ok: String(requests.ok),
    'tokens/s': withRange(figures.outputTokensPerS),
    rank: rankText(test, engine),
    [openColumn]: isOpen ? pair(figures, 'ttft') : '',
    'TTFT p50/p95 ms': pair(figures, isOpen ? 'serviceTtft' : 'ttft'),
    'TPOT p50/p95 ms': pair(figures, 'tpot'),
    'valid JSON': share(figures.jsonValidShare),
    verdict,
  }));
}

function whyLine({ engine, state, why }: ComparedEngine): string[] {
  if (why === null) return [];
  const words = state === 'notRun' ? 'was not run' : state === 'failed' ? 'gave nothing' : 'is incomplete';
  return [`${plainText(engine)} ${words}: ${plainText(why)}`];
}

/** The answer to each use case in a sentence; what it rests on stands in the pages. */
function answerLines(comparison: Comparison): string[] {
  return answers(comparison).answers.flatMap(({ title, lead, rest, mark }) => {
    const marked = mark === '' ? '' : ` (${mark})`;
    return wrap(plainText(`${title}: ${lead}${marked}, ${rest}.`), width, '', '  ');
  });
}

/** What ends `bench-all`: the answers, a line for each engine in each test, then what became of the other engines. */
export function comparisonTable(comparison: Comparison): string {
  const { tests, engines, simulated, differences } = comparison;
  const shown = columns.filter((column) => column !== openColumn || tests.some((one) => one.concurrency === null));
  const model = differences.find(({ what }) => what === 'model');
  const warnings = [
    ...(simulated === 'none' ? [] : ['SIMULATED: figures of simulated engines say nothing about the engines named.']),
    ...(model === undefined ? [] : ['Different models: not a comparison of engines.']),
  ];
  const table =
    tests.length === 0
      ? []
      : [layout(shown, tests.flatMap(rows), ['test', 'level', 'engine', 'verdict']), ...legendLines(tests)];
  return [...warnings, ...answerLines(comparison), '', ...table, ...engines.flatMap(whyLine)].join('\n');
}
