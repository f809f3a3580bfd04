import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { titleInLoop } from '../../domain/latency-title.ts';
import { count, unknown } from '../format.ts';
import { testTitles } from '../view/summary.ts';
import { metricTitle, rangeText, valueText } from './figure-text.ts';
import { runLink } from './run-link.ts';

/** A link to a cell in the report of its run, `text` the run's number among those of its engine. */
type CellLink = { text: string; href: string; title: string };
/** `href`: the cell behind the figure, in its run's report; of several runs the first that was used. */
type TableCell = { value: string; range: string; place: string; href: string; links: CellLink[] };

type Tested = ComparedTest['engines'][number];

function placeOf(test: ComparedTest, metric: string, engine: string): string {
  const found = test.rankings.find((one) => one.metric === metric)?.ranked.find((one) => one.engine === engine);
  if (found === undefined) return '';
  return `#${found.rank}${found.tiedWith.length > 0 ? ' tie' : ''}`;
}

/** The cell behind an engine's figures in a test, as a link from the page; empty where there is none. */
export function hrefOf({ cells, leftOut }: Tested): string {
  const used = cells.find(({ verdict }) => leftOut === 0 || verdict !== 'INVALID');
  return used === undefined ? '' : runLink(used.folder, used.cell);
}

function tableCell(figure: Figure, unit: string, place: string, href: string): TableCell {
  const value = valueText(figure.value, unit);
  return { value, range: rangeText(figure, unit), place, href: value === unknown ? '' : href, links: [] };
}

function metricRow(test: ComparedTest, metric: Comparison['metrics'][number]) {
  const over =
    metric.name === 'outputTokensPerS' ? (test.rateOver === 'steady' ? ', steady window' : ', whole run') : '';
  const cells = test.engines.map((tested) => {
    const figure = tested.figures[metric.name] as Figure;
    return tableCell(figure, metric.unit, placeOf(test, metric.name, tested.engine), hrefOf(tested));
  });
  const title = titleInLoop(metric, test.concurrency === null);
  return { name: `${metricTitle({ title, unit: metric.unit })}${over}`, cells };
}

function plainRow(name: string, { engines }: ComparedTest, of: (tested: Tested) => string) {
  const cells = engines.map((tested): TableCell => {
    const value = of(tested);
    return { value, range: '', place: '', href: value === unknown ? '' : hrefOf(tested), links: [] };
  });
  return { name, cells };
}

/** The runs behind all figures of an engine, each a link to its cell. */
function runsRow({ engines }: ComparedTest) {
  const cells = engines.map((tested) => {
    const links = tested.cells.map(({ folder, cell }, index) => ({
      text: count(index + 1),
      href: runLink(folder, cell),
      title: `${cell} in ${folder}`,
    }));
    const isOne = links.length === 1;
    return {
      value: runsOf(tested),
      range: '',
      place: '',
      href: isOne ? hrefOf(tested) : '',
      links: isOne ? [] : links,
    };
  });
  return { name: 'runs', cells };
}

/** json_struct: how many answers to prompts that lead away from JSON follow their schema all the same. */
function proofRow(test: ComparedTest) {
  if (test.engines.every(({ enforcement }) => enforcement === null)) return [];
  const said = ({ enforcement: proof }: Tested) =>
    proof === null ? unknown : `${proof.state}: ${count(proof.followed)} / ${count(proof.asked)}`;
  return [plainRow('proof that schemas bind, follow / asked', test, said)];
}

/** "6", of several starts "6 in 3 starts", with INVALID ones among them "5 of 6, others INVALID". */
function runsOf({ cells, leftOut }: Tested): string {
  const starts = new Set(cells.map(({ folder }) => folder)).size;
  const within = starts > 1 && starts < cells.length ? ` in ${starts} starts` : '';
  return leftOut === 0
    ? `${count(cells.length)}${within}`
    : `${cells.length - leftOut} of ${cells.length}${within}, others INVALID`;
}

/** Reasons why engines are not ranked, each once for all metrics where it is the same. */
function notRankedLines(test: ComparedTest): string[] {
  const metrics = new Map<string, string[]>();
  for (const { title, notRanked } of test.rankings) {
    for (const { engine, reason } of notRanked) {
      const key = `${engine}: ${reason}`;
      metrics.set(key, [...(metrics.get(key) ?? []), title]);
    }
  }
  return [...metrics].map(([key, titles]) =>
    titles.length === test.rankings.length ? `not ranked: ${key}` : `not ranked by ${titles.join(', ')}: ${key}`,
  );
}

/** What the two latencies of an open loop are. */
function openLines({ concurrency }: ComparedTest): string[] {
  if (concurrency !== null) return [];
  return [
    'open loop: response latency counts from the intended send, what a user waited, and is ranked; service latency counts ' +
      'from the real send, leaves out how long a request was held back, and is shown beside it',
  ];
}

function absence({ engine, state }: Comparison['engines'][number]): string {
  return `${engine} (${state === 'notRun' ? 'not run' : state === 'failed' ? 'failed' : 'this test did not end'})`;
}

function title({ test, constraint, level }: ComparedTest): string {
  const twin = test === 'json_struct' && constraint === 'none' ? ', the same prompts without schema' : '';
  return `${testTitles[test]}${twin}: ${level}`;
}

/** One test at one load level as a table: a row a metric, a column an engine. */
function table(test: ComparedTest, { metrics, engines }: Comparison) {
  const rows = metrics.map((metric) => metricRow(test, metric));
  const others = engines.filter(({ engine }) => !test.engines.some((one) => one.engine === engine));
  return {
    title: title(test),
    engines: test.engines.map(({ engine, verdict }) => ({ engine, state: verdict })),
    rows: [
      ...rows.filter(({ cells }) => cells.some(({ value }) => value !== unknown)),
      ...proofRow(test),
      plainRow('requests ok / sent', test, ({ requests }) => `${count(requests.ok)} / ${count(requests.sent)}`),
      runsRow(test),
    ],
    notes: [
      ...openLines(test),
      ...notRankedLines(test),
      ...(others.length === 0 ? [] : [`no figures: ${others.map(absence).join(', ')}`]),
    ],
  };
}

/** The tables of all tests, in their order. */
export function tables(comparison: Comparison) {
  return comparison.tests.map((test) => table(test, comparison));
}
