/** A part of a page, as text that marks nothing up. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'quote'; text: string }
  | { kind: 'item'; depth: number; text: string }
  | { kind: 'table'; head: string[]; numbers: boolean[]; rows: string[][] }
  | { kind: 'picture'; title: string; file: string };

function cells(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => plain(cell));
}

/** Our own marks fall away: bold, code, escaped letters. Those of texts were hidden before. */
function plain(text: string): string {
  return text
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\\([^\w\s])/g, '$1')
    .replaceAll(/\\_/g, '_')
    .trim();
}

function line(text: string): Block {
  const heading = /^(#{1,6}) (.*)$/.exec(text);
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: plain(heading[2] ?? '') };
  const item = /^( *)- (.*)$/.exec(text);
  if (item !== null) return { kind: 'item', depth: (item[1]?.length ?? 0) / 2, text: plain(item[2] ?? '') };
  const picture = /^!\[(.*)\]\((.*)\)$/.exec(text);
  if (picture !== null) return { kind: 'picture', title: plain(picture[1] ?? ''), file: picture[2] ?? '' };
  if (text.startsWith('> ')) return { kind: 'quote', text: plain(text.slice(2)) };
  return { kind: 'paragraph', text: plain(text) };
}

function table([head = '', ruler = '', ...rows]: string[]): Block {
  const numbers = cells(ruler).map((cell) => /^-+:$/.test(cell));
  return { kind: 'table', head: cells(head), numbers, rows: rows.map(cells) };
}

/** A page in the Markdown that our own templates use -> its parts, in order. */
export function blocks(markdown: string): Block[] {
  const lines = markdown.split('\n').filter((one) => one.trim() !== '');
  const found: Block[] = [];
  for (let index = 0; index < lines.length; ) {
    const rest = lines.slice(index);
    const inTable = rest.findIndex((one) => !one.startsWith('|'));
    const length = inTable === -1 ? rest.length : inTable;
    found.push(length > 1 ? table(rest.slice(0, length)) : line(rest[0] ?? ''));
    index += Math.max(1, length);
  }
  return found;
}
