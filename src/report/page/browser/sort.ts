/** The first number of a text; null where there is none, e.g. "–" or "too few". */
export function numberIn(text: string): number | null {
  const found = /[-−]?\d[\d,]*(?:\.\d+)?/.exec(text);
  return found === null ? null : Number(found[0].replaceAll(',', '').replace('−', '-'));
}

/**
 * Order of two cells of a column: by number where the column has numbers, else by words (numbers in them by their
 * size). What is unknown stands last, whichever way it is sorted.
 */
export function compareCells(one: string, other: string, isNumeric: boolean, direction: 1 | -1): number {
  if (!isNumeric) return direction * one.localeCompare(other, 'en', { numeric: true });
  const [a, b] = [numberIn(one), numberIn(other)];
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return direction * (a - b);
}

/** A column of numbers has them in front: "12.3 (11–14)", not "run-2". */
export function isNumericColumn(texts: string[]): boolean {
  const known = texts.filter((text) => /\d/.test(text));
  return known.length > 0 && known.every((text) => /^[-−]?\d/.test(text));
}

function textOf(row: HTMLTableRowElement, column: number): string {
  return row.cells[column]?.textContent?.trim() ?? '';
}

function sortBy(body: HTMLTableSectionElement, column: number, direction: 1 | -1): void {
  const rows = [...body.rows];
  const isNumeric = isNumericColumn(rows.map((row) => textOf(row, column)));
  body.append(...rows.sort((a, b) => compareCells(textOf(a, column), textOf(b, column), isNumeric, direction)));
}

/** Makes the heads of a table buttons that sort it, first up, then down. */
export function offerSorting(table: Element): void {
  const body = table.querySelector('tbody');
  const heads = [...table.querySelectorAll('thead th')];
  if (body === null || body.rows.length < 3) return;
  for (const [column, head] of heads.entries()) {
    const act = document.createElement('button');
    act.type = 'button';
    act.append(...head.childNodes);
    head.append(act);
    act.addEventListener('click', () => {
      const isUp = head.getAttribute('aria-sort') === 'ascending';
      for (const one of heads) one.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isUp ? 'descending' : 'ascending');
      sortBy(body, column, isUp ? -1 : 1);
    });
  }
}
