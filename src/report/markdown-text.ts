/**
 * What CommonMark and GitHub read as markup inside a line: "<" only where a tag, comment or link could begin, "&" only
 * before an entity, "_" only where it could open or close emphasis, ":" and "." only where GitHub makes links of
 * addresses. The rest stays, so that the file reads well as text.
 */
const markup = /[\\`*[\]|~$]|:(?=\/\/)|(?<=www)\.|<(?=[A-Za-z/!?])|&(?=[#\w])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
const entities: Record<string, string> = { '<': '&lt;', '&': '&amp;' };
/** What would make a heading, a list, a quote or a rule of a text that begins a line. */
const blockStart = /^(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|>|-{2,}\s*$|=+\s*$)/;
/** What would close a heading and vanish. */
const headingEnd = /(?<=\s)#+$/;
const listNumber = /^(\d{1,9})(?=[.)](?:\s|$))/;

/** A one-line text that a Markdown viewer shows as it is; it may stand in a table cell or begin a line. */
export function markdownText(text: string): string {
  const inline = text.replace(markup, (mark) => entities[mark] ?? `\\${mark}`);
  return inline
    .replace(blockStart, (start) => `\\${start}`)
    .replace(listNumber, '$1\\')
    .replace(headingEnd, (end) => `\\${end}`);
}

/** A text as a code span, whatever backticks it holds (CommonMark 0.31, section 6.1). */
export function markdownCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}
