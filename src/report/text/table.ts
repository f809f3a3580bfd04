import { widthOf, wrap } from './wrap.ts';

type Table = { head: string[]; numbers: boolean[]; rows: string[][] };

const gap = '  ';
/** A column of words that is narrower than this reads like a ladder. */
const narrowest = 12;

function pad(text: string, width: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isNumber ? `${space}${text}` : `${text}${space}`;
}

/** One row, its cells broken into as many lines as they need. */
function rowLines(cells: string[], numbers: boolean[], widths: number[]): string[] {
  const broken = widths.map((width, index) => wrap(cells[index] ?? '', width));
  const count = Math.max(1, ...broken.map((lines) => lines.length));
  return Array.from({ length: count }, (_, line) =>
    widths
      .map((width, index) => pad(broken[index]?.[line] ?? '', width, numbers[index] ?? false))
      .join(gap)
      .trimEnd(),
  );
}

/** Each row as a small list under its first cell; empty cells are left out. */
function stacked({ head, rows }: Table, width: number): string[] {
  return rows.flatMap(([name = '', ...cells]) => [
    ...wrap(`${head[0]}: ${name}`, width, '', '  '),
    ...cells.flatMap((cell, index) => (cell === '' ? [] : wrap(`${head[index + 1]}: ${cell}`, width, '  ', '      '))),
  ]);
}

/** Columns as wide as their widest cell, the widest ones made narrower until all fit; null where words are too long. */
function fitted(all: string[][], columns: number, width: number): number[] | null {
  const column = (index: number) => all.map((row) => row[index] ?? '');
  const indexes = Array.from({ length: columns }, (_, index) => index);
  const widths = indexes.map((index) => Math.max(...column(index).map(widthOf)));
  const least = indexes.map((index) => {
    const words = column(index).flatMap((cell) => cell.split(' '));
    return Math.min(widths[index] as number, Math.max(narrowest, ...words.map(widthOf)));
  });
  const room = width - gap.length * (columns - 1);
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const shrinkable = indexes.filter((index) => (widths[index] as number) > (least[index] as number));
    const widest = shrinkable.toSorted((a, b) => (widths[b] as number) - (widths[a] as number))[0];
    if (widest === undefined) return null;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

/** A table in columns, long cells broken into lines, where that fits the width; otherwise a list for each row. */
export function tableText(table: Table, width: number): string[] {
  const { head, numbers, rows } = table;
  const widths = fitted([head, ...rows], head.length, width);
  if (widths === null) return stacked(table, width);
  const ruler = widths.map((one) => '-'.repeat(one)).join(gap);
  return [...rowLines(head, numbers, widths), ruler, ...rows.flatMap((cells) => rowLines(cells, numbers, widths))];
}
