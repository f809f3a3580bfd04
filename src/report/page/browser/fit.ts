import type { View } from 'vega';

/** A plot narrower than this shows nothing any more: the chart then scrolls in its frame. */
const leastWidthPx = 72;
/** What sticks out beyond a plot, such as a text behind a bar, grows when the plot shrinks: once is seldom enough. */
const mostRounds = 5;
const sizes = /^(?:width|childWidth|concat_\d+_width|concat_\d+_childWidth)$/;

/** The widths of a chart's plots, by the names of their signals. */
export type Widths = Record<string, number>;

/** How wide a chart's plots were meant to be. */
export function meantWidths(view: View): Widths {
  const { signals = {} } = view.getState({ signals: (name) => sizes.test(name ?? ''), data: () => false });
  const known = Object.entries(signals as Record<string, unknown>).filter(([, width]) => typeof width === 'number');
  return Object.fromEntries(known) as Widths;
}

async function setWidths(view: View, widths: Widths): Promise<void> {
  for (const [name, width] of Object.entries(widths)) view.signal(name, width);
  await view.runAsync();
}

/**
 * Narrows a chart's plots until it is no wider than its place, or as wide again as was meant; `beside`: plots that
 * stand beside each other share what has to go. A chart that nobody sees, as on paper, stays as it is.
 */
export async function fit(view: View, place: Element, box: Element, meant: Widths, beside: number): Promise<void> {
  await setWidths(view, meant);
  let widths = meant;
  for (let round = 0; round < mostRounds; round += 1) {
    const drawn = box.querySelector('svg')?.getBoundingClientRect().width ?? 0;
    const tooMuch = Math.ceil((drawn - place.clientWidth) / beside);
    const narrower = Object.entries(widths).map(([name, width]) => [name, Math.max(leastWidthPx, width - tooMuch)]);
    if (tooMuch <= 0 || narrower.every(([name, width]) => widths[String(name)] === width)) return;
    widths = Object.fromEntries(narrower) as Widths;
    await setWidths(view, widths);
  }
}
