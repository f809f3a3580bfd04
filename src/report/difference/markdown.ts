import type { ComparedPair, ComparedSides, Difference, Side } from '../../domain/difference.ts';
import { plainText } from '../../domain/plain-text.ts';
import { markdownText } from '../markdown-text.ts';
import { curveRows } from './curves.ts';
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
} from './words.ts';

/** GitHub refuses a comment of more than 65,536 characters; a step's summary may be longer. */
const longest = 60_000;

function cell(text: string): string {
  return markdownText(plainText(text));
}

function table(head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return ['', line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cell))), ''];
}

function differingLines({ differing }: ComparedPair): string[] {
  if (differing.length === 0) return ['', 'Work, machine, versions and settings were the same.'];
  const rows = differing.map(({ kind, what, a, b }) => [kind, what, a, b]);
  return ['', '**Not the same**', ...table(['kind', 'what', 'A', 'B'], rows)];
}

function differenceRow(difference: Difference): string[] {
  const { id, level, relative } = difference;
  const figures = [figureText(difference, 'a'), figureText(difference, 'b')];
  const answer = [relativeText(relative), intervalText(difference), basisText(difference), answerText(difference)];
  return [`${id}, ${level}`, metricText(difference), ...figures, ...answer];
}

const head = ['test', 'metric', 'A', 'B', 'B against A', '95 % interval', 'by', 'answer'];

function curveLines(pair: ComparedPair, a: Side | undefined): string[] {
  const rows = a === undefined ? [] : curveRows(pair, a);
  const first = rows[0];
  if (first === undefined) return [];
  const titles = first.figures.flatMap(({ title }) => [`A ${title}`, `B ${title}`]);
  const same = rows.filter(({ figures }) => figures.length === first.figures.length);
  const cells = same.map(({ test, level, figures }) => [test, level, ...figures.flatMap(({ a: one, b }) => [one, b])]);
  return ['', '**Throughput and latency by load**', ...table(['test', 'load', ...titles.map(cell)], cells)];
}

function folded(rows: string[][], summary: string): string[] {
  if (rows.length === 0) return [];
  return ['', `<details><summary>${summary}</summary>`, ...table(head, rows), '</details>'];
}

function pairLines(pair: ComparedPair, { sides: [a], minEffect, strict }: ComparedSides): string[] {
  const isShown = ({ answer }: Difference) => answer === 'faster' || answer === 'slower';
  const shown = pair.differences.filter(isShown);
  const others = pair.differences.filter((one) => !isShown(one));
  return [
    `## ${cell(pair.b)} against ${cell(pair.a)}: ${cell(verdictText(pair, strict))}`,
    '',
    `A: ${cell(pair.a)}. B: ${cell(pair.b)}. ${cell(countsText(pair))}.`,
    ...pair.notes.flatMap((note) => ['', `> ${cell(note)}`]),
    ...(pair.failed.length === 0 ? [] : ['', ...pair.failed.map(({ text }) => `- ${cell(text)}`)]),
    ...differingLines(pair),
    ...(pair.leftOut.length === 0 ? [] : ['', '**Not compared**', '']),
    ...pair.leftOut.map((one) => `- ${cell(testText(one))}`),
    ...(pair.doubtful.length === 0 ? [] : ['', '**Compared, with a warning**', '']),
    ...pair.doubtful.map((one) => `- ${cell(testText(one))}`),
    ...table(head, shown.map(differenceRow)),
    ...curveLines(pair, a),
    ...crossoverTexts(pair).flatMap((text) => ['', `- ${cell(text)}`]),
    ...folded(others.map(differenceRow), `${others.length} figures without a difference shown`),
    ...reasonTexts(pair).flatMap((reason) => ['', cell(reason)]),
    '',
    cell(methodText(pair, minEffect)),
    '',
  ];
}

/** Whole lines up to the length that GitHub takes, and how many are missing. */
function cut(lines: string[]): string {
  let length = 0;
  const kept = lines.findIndex((line) => {
    length += line.length + 1;
    return length > longest;
  });
  if (kept === -1) return lines.join('\n');
  const more = `… and ${lines.length - kept} more lines: ./dyno compare --json has all of it`;
  const isOpen = lines.slice(0, kept).lastIndexOf('</details>') < lines.slice(0, kept).findLastIndex(isFold);
  return [...lines.slice(0, kept), ...(isOpen ? ['', '</details>'] : []), '', more, ''].join('\n');
}

function isFold(line: string): boolean {
  return line.startsWith('<details>');
}

/** The answers as a summary for a pull request; under 65,536 characters. */
export function compareMarkdown(compared: ComparedSides): string {
  return cut(compared.pairs.flatMap((pair) => pairLines(pair, compared)));
}
