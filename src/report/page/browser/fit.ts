import type { View } from 'vega';

/** A plot narrower than this shows nothing any more: the chart then scrolls in its frame. */
const leastWidthPx = 96;
const sizes = /^(?:width|childWidth|concat_\d+_width|concat_\d+_childWidth)$/;

/** Draws a chart, and narrows its plots where it is wider than its place: a phone then shows all of it. */
export async function fit(view: View, place: Element, box: Element): Promise<void> {
  await view.runAsync();
  const drawn = box.querySelector('svg')?.getBoundingClientRect().width ?? 0;
  const tooMuch = Math.ceil(drawn - place.clientWidth);
  if (tooMuch <= 0) return;
  const { signals = {} } = view.getState({ signals: (name) => sizes.test(name ?? ''), data: () => false });
  for (const [name, width] of Object.entries(signals as Record<string, unknown>))
    if (typeof width === 'number') view.signal(name, Math.max(leastWidthPx, width - tooMuch));
  await view.runAsync();
}
