import type { TopLevelSpec } from 'vega-lite';
import { plainText } from '../domain/plain-text.ts';
import { plotWidth } from './chart-style.ts';
import type { Chart } from './charts/chart.ts';
import { textWidth } from './text-width.ts';

const fontSize = 12;

/** The words in as few lines as fit the width; a word that is too long has a line of its own. */
function wrapped(text: string, widthPx: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || textWidth(longer, fontSize) > widthPx) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A chart that is looked at without its page says itself what it shows, of what, from how much. */
export function titledChart({ spec, title, caption }: Chart, of: string): TopLevelSpec {
  return {
    ...spec,
    title: { text: title, subtitle: [...wrapped(plainText(of), plotWidth), ...wrapped(caption, plotWidth)] },
  };
}
