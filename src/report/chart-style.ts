import type { TopLevelSpec } from 'vega-lite';

/** Ink of text and axes; the HTML report replaces it with the page's own colour, so charts follow light and dark. */
export const ink = '#24292f';

/**
 * Okabe-Ito colours (Okabe and Ito 2008, "Color Universal Design"): told apart with every common kind of
 * colour blindness. Yellow and black are left out, as they vanish on white or on dark.
 */
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];

// Labels are never cut (limit 0): without a screen Vega only guesses how wide text is, and guesses wide.
const text = {
  labelColor: ink,
  titleColor: ink,
  labelFontSize: 12,
  titleFontSize: 12,
  titleFontWeight: 'normal' as const,
};

/** Looks of every chart: one font that ships with Dyno, units on axes, no background. */
export const chartConfig: NonNullable<TopLevelSpec['config']> = {
  font: 'DejaVu Sans',
  background: 'transparent',
  view: { stroke: null },
  title: { color: ink, subtitleColor: ink, fontSize: 14, subtitleFontSize: 11, anchor: 'start', offset: 12 },
  axis: {
    ...text,
    gridColor: ink,
    gridOpacity: 0.15,
    domainColor: ink,
    tickColor: ink,
    domainOpacity: 0.5,
    labelLimit: 0,
  },
  legend: { ...text, labelLimit: 0, orient: 'bottom', columns: 3 },
  header: { ...text },
  range: { category: palette },
  line: { strokeWidth: 2 },
  text: { color: ink, fontSize: 12 },
};

/** Width of a chart's plot in pixels: fits a report column, a phone scrolls it no further than the page. */
export const plotWidth = 620;
