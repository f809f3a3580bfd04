import type { TopLevelSpec } from 'vega-lite';

/** Ink of text and axes; the HTML report replaces it with the page's own colour, so charts follow light and dark. */
export const ink = '#24292f';

/**
 * Six of the Okabe-Ito colours (Okabe and Ito 2008, "Color Universal Design"; yellow and black vanish on white or on
 * dark), violet and olive. Any two stay apart with every kind of colour blindness: tested with its simulation.
 */
export const palette = [
  ...(['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const),
  ...(['#6040c0', '#606020'] as const),
] as const;

/** Longer labels are cut with an ellipsis, in pixels: a name from outside must not push the plot aside. */
const labelLimit = 320;

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
    labelLimit,
    labelFlush: false,
    labelOverlap: 'greedy',
    labelSeparation: 10,
  },
  axisX: { tickCount: 7 },
  axisY: { tickCount: 5 },
  legend: { ...text, labelLimit, orient: 'bottom', columns: 2, columnPadding: 24 },
  header: { ...text },
  range: { category: [...palette] },
  bar: { color: palette[0] },
  line: { strokeWidth: 2 },
  text: { color: ink, fontSize: 12 },
};

/** Width of a chart's plot in pixels: fits a report column, a phone scrolls it no further than the page. */
export const plotWidth = 620;

/** Lines that stay apart at their width. Five of them and eight colours: 40 lines before a pair comes again. */
const dashes = [
  [1, 0],
  [7, 3],
  [3, 2],
  [10, 3, 3, 3],
  [14, 4],
];

/** The first `count` of a list that begins again at its end. */
function cycled<T>(list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => list[index % list.length] as T);
}

/** The same colour for a name in every chart that is given the same names: by its place among them. */
export function colorScale(names: readonly string[]) {
  return { domain: [...names], range: cycled(palette, names.length) };
}

/** A line a name, told apart by colour and by dashes; the legend shows both, in the order of the names. */
export function linePerName(field: string, names: readonly string[]) {
  const legend = { symbolType: 'stroke', symbolStrokeWidth: 2.5, symbolSize: 500 };
  const channel = { field, type: 'nominal' as const, sort: null, title: null, legend };
  return {
    color: { ...channel, scale: colorScale(names) },
    strokeDash: { ...channel, scale: { domain: [...names], range: cycled(dashes, names.length) } },
  };
}

/** A value as charts hold it: five digits, more than can be seen or is measured. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
