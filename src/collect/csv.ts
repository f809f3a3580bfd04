/** A cell of a CSV row; null (unknown) is written as an empty cell, never as 0. */
export type CsvValue = number | string | null;

/** One line without its end. Our values hold no comma, quote or line break; a text that does is quoted (RFC 4180). */
export function csvLine(values: readonly CsvValue[]): string {
  return values
    .map((value) => {
      if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
      const text = String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}

const cellPattern = /"((?:[^"]|"")*)"|[^,]*/y;

/** Splits a line that `csvLine` wrote. */
export function csvValues(line: string): string[] {
  const values: string[] = [];
  for (let at = 0; at <= line.length; at = cellPattern.lastIndex + 1) {
    cellPattern.lastIndex = at;
    const cell = cellPattern.exec(line);
    values.push(cell?.[1]?.replaceAll('""', '"') ?? cell?.[0] ?? '');
  }
  return values;
}
