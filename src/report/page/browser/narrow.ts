import type * as Vega from 'vega';

/** In a place narrower than this a chart is laid out for a phone. */
export const narrowPx = 560;
/** A character of a title in a chart takes about as much, in the size that charts write. */
const characterPx = 7;

type Texts = { text?: unknown; subtitle?: unknown };

function wrapped(text: unknown, most: number): unknown {
  if (Array.isArray(text)) return text.flatMap((line) => wrapped(line, most));
  if (typeof text !== 'string') return text;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function titled(title: Vega.Spec['title'], most: number): Vega.Spec['title'] {
  if (title === undefined || typeof title === 'string' || Array.isArray(title)) return title;
  const { text, subtitle } = title as Texts;
  return { ...title, text: wrapped(text, most), subtitle: wrapped(subtitle, most) } as Vega.Title;
}

/** The names of an axis leave the plot its place; a name that is cut shows as a whole under the pointer. */
const mostOfLabels = 0.5;

/** On a phone plots and the names of a legend stand below each other, and titles take as many lines as they need. */
export function narrowed(spec: Vega.Spec, widthPx: number): Vega.Spec {
  const { title, layout, axes, legends, marks } = spec;
  const limit = { labelLimit: Math.floor(widthPx * mostOfLabels) };
  const inner = marks?.map((mark) => ('marks' in mark ? { ...mark, ...narrowed(mark as Vega.Spec, widthPx) } : mark));
  return {
    ...spec,
    ...(title !== undefined && { title: titled(title, Math.floor(widthPx / characterPx)) as Vega.Title }),
    ...(layout !== undefined && { layout: { ...layout, columns: 1 } as Vega.Layout }),
    ...(axes && { axes: axes.map((axis) => ({ ...axis, ...limit })) }),
    ...(legends && { legends: legends.map((legend) => ({ ...legend, columns: 1 })) }),
    ...(inner && { marks: inner as Vega.Mark[] }),
  };
}
