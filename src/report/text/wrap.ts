/** Characters of a text as a terminal counts them: one column each. */
export function widthOf(text: string): number {
  return [...text].length;
}

/**
 * A text in lines of at most `width` columns, broken at spaces. A word that is longer stands on a line of its own, whole:
 * a path that is cut in two cannot be copied. `first` begins the first line, `rest` the others.
 */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const longer = isEmpty ? `${line}${word}` : `${line} ${word}`;
    if (isEmpty || widthOf(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = `${rest}${word}`;
    }
    isEmpty = false;
  }
  return isEmpty ? [] : [...lines, line];
}
