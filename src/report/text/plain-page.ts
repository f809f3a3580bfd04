import { type Block, blocks } from './blocks.ts';
import { tableText } from './table.ts';
import { widthOf, wrap } from './wrap.ts';

/** Mails and logs of CI are read in this many columns. */
const width = 80;

/** ASCII punctuation moves into a private area of Unicode, where no mark of a template is looked for. */
const hiddenFrom = 0xe000;

/** A text from outside as it must stand in a page that `plainPage` takes apart: nothing in it is a mark. */
export function hideMarks(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, (mark) => String.fromCodePoint(hiddenFrom + (mark.codePointAt(0) ?? 0)));
}

function showMarks(text: string): string {
  return text.replaceAll(/[\ue021-\ue07e]/g, (mark) => String.fromCodePoint((mark.codePointAt(0) ?? 0) - hiddenFrom));
}

function heading(text: string, level: number): string[] {
  const lines = wrap(text, width);
  const longest = Math.max(0, ...lines.map(widthOf));
  return ['', ...lines, (level === 1 ? '=' : level === 2 ? '-' : '.').repeat(longest)];
}

function lines(block: Block, before: Block | undefined): string[] {
  if (block.kind === 'heading') return heading(block.text, block.level);
  if (block.kind === 'table') return ['', ...tableText(block, width)];
  if (block.kind === 'quote') return ['', ...wrap(block.text, width, '! ')];
  if (block.kind === 'picture') return ['', ...wrap(`Picture: ${block.file}`, width)];
  if (block.kind === 'paragraph') return ['', ...wrap(block.text, width)];
  const indent = '  '.repeat(block.depth);
  const follows = before?.kind === 'item' && before.depth <= block.depth;
  return [...(follows || block.depth > 0 ? [] : ['']), ...wrap(block.text, width, `${indent}- `, `${indent}  `)];
}

/** A page out of one of our Markdown templates, its texts behind `hideMarks`, as plain text of 80 columns. */
export function plainPage(markdown: string): string {
  const parts = blocks(markdown);
  const text = parts.flatMap((block, index) => lines(block, parts[index - 1])).join('\n');
  return `${showMarks(text)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
