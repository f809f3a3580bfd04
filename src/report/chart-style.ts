import type { TopLevelSpec } from 'vega-lite';

/** Ink of text and axes; the HTML report replaces it with the page's own colour, so charts follow light and dark. */
export const ink = '#24292f';

/**
 * Okabe-Ito colours (Okabe and Ito 2008, "Color Universal Design"): told apart with every common kind of
 * colour blindness. Yellow and black are left out, as they vanish on white or on dark.
 */
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;

// Labels are never cut (limit 0).
const text = {
  labelColor: ink,
  titleColor: ink,
  labelFontSize: 12,
  titleFontSize: 12,
  titleFontWeight: 'normal' as const,
};

/** Looks of every chart: units on axes, no background; the font that ships with Dyno, or one as wide where it is not. */
export const chartConfig: NonNullable<TopLevelSpec['config']> = {
  font: 'DejaVu Sans, Verdana, sans-serif',
  background: 'transparent',
  view: { stroke: null },
  title: { color: ink, subtitleColor: ink, fontSize: 14, subtitleFontSize: 12, anchor: 'start', offset: 12 },
  axis: {
    ...text,
    gridColor: ink,
    gridOpacity: 0.15,
    domainColor: ink,
    tickColor: ink,
    domainOpacity: 0.5,
    labelLimit: 0,
    labelFlush: false,
  },
  legend: { ...text, labelLimit: 0, orient: 'bottom', columns: 2, columnPadding: 24 },
  header: { ...text },
  range: { category: [...palette] },
  bar: { color: palette[0] },
  line: { strokeWidth: 2 },
  text: { color: ink, fontSize: 12 },
};

/** Width of a chart's plot in pixels: fits a report column, a phone scrolls it no further than the page. */
export const plotWidth = 620;

/** Lines that stay apart at their width; with the six colours, twelve cells differ. */
const dashes = [
  [1, 0],
  [7, 3],
  [3, 2],
  [10, 3, 3, 3],
];

/** A line a cell, told apart by colour and by dashes; the legend shows both, in the order of the run. */
export function linePerCell(field: string) {
  const legend = { symbolType: 'stroke', symbolStrokeWidth: 2.5, symbolSize: 500 };
  const channel = { field, type: 'nominal' as const, sort: null, title: null, legend };
  return { color: channel, strokeDash: { ...channel, scale: { range: dashes } } };
}
