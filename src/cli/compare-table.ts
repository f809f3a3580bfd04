import type { ComparedPair, ComparedSides, Difference, Side } from '../domain/difference.ts';
import { plainText } from '../domain/plain-text.ts';
import { curveRows } from '../report/difference/curves.ts';
import {
  answerText,
  basisText,
  countsText,
  crossoverTexts,
  figureText,
  intervalText,
  methodText,
  metricText,
  reasonTexts,
  relativeText,
  testText,
  verdictText,
} from '../report/difference/words.ts';
import { layout } from './result-table.ts';

const left = ['', 'what', 'test', 'level', 'metric', 'by', 'answer'];

function differingLines({ differing }: ComparedPair): string[] {
  if (differing.length === 0) return ['same work, machine, versions and settings'];
  const rows = differing.map(({ kind, what, a, b }) => ({
    '': kind,
    what: plainText(what),
    A: plainText(a),
    B: plainText(b),
  }));
  return ['not the same:', layout(['', 'what', 'A', 'B'], rows, ['', 'what', 'A', 'B'])];
}

function row(difference: Difference) {
  return {
    test: plainText(difference.id),
    level: plainText(difference.level),
    metric: metricText(difference),
    A: figureText(difference, 'a'),
    B: figureText(difference, 'b'),
    'B against A': relativeText(difference.relative),
    '95 % interval': intervalText(difference),
    by: basisText(difference),
    answer: answerText(difference),
  };
}

function table({ differences }: ComparedPair): string[] {
  if (differences.length === 0) return [];
  const columns = ['test', 'level', 'metric', 'A', 'B', 'B against A', '95 % interval', 'by', 'answer'];
  return ['', layout(columns, differences.map(row), left)];
}

function curveLines(pair: ComparedPair, a: Side | undefined): string[] {
  const rows = a === undefined ? [] : curveRows(pair, a);
  if (rows.length === 0) return [];
  const cells = rows.map(({ test, level, figures }) => ({
    test: plainText(test),
    level: plainText(level),
    ...Object.fromEntries(figures.map(({ title, a: one, b }) => [`${title} A / B`, `${one} / ${b}`])),
  }));
  const titles = new Set(rows.flatMap(({ figures }) => figures.map(({ title }) => `${title} A / B`)));
  return ['', 'throughput and latency by load:', layout(['test', 'level', ...titles], cells, left)];
}

function pairText(pair: ComparedPair, { sides, minEffect, strict }: ComparedSides): string {
  const [a, b] = [pair.a, pair.b].map((name) => sides.find((side) => side.name === name));
  const where = (side: Side | undefined) => plainText(side?.folders.join(', ') ?? '');
  return [
    `A: ${plainText(pair.a)}  ${where(a)}`,
    `B: ${plainText(pair.b)}  ${where(b)}`,
    '',
    ...differingLines(pair),
    ...pair.notes.map(plainText),
    ...table(pair),
    ...(pair.leftOut.length === 0 ? [] : ['', 'not compared:']),
    ...pair.leftOut.map((one) => `  ${plainText(testText(one))}`),
    ...(pair.doubtful.length === 0 ? [] : ['', 'compared, with a warning:']),
    ...pair.doubtful.map((one) => `  ${plainText(testText(one))}`),
    ...curveLines(pair, a),
    ...(pair.crossovers.length === 0 ? [] : ['', 'where the curves cross:']),
    ...crossoverTexts(pair).map((text) => `  ${plainText(text)}`),
    '',
    ...reasonTexts(pair).map(plainText),
    ...(pair.differences.length === 0 ? [] : [`${countsText(pair)}; ${methodText(pair, minEffect)}`]),
    ...pair.failed.map(({ text }) => plainText(text)),
    plainText(verdictText(pair, strict)),
  ].join('\n');
}

/** What `compare` says on a terminal: first what was not the same, then the answers, then what follows from them. */
export function compareTable(compared: ComparedSides): string {
  return compared.pairs.map((pair) => pairText(pair, compared)).join('\n\n');
}
