import type { Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { ink } from '../chart-style.ts';

type Node = { [key: string]: unknown };
/** What a chart of the page is made alive from: the Vega form of its spec, and what a reader can do with it. */
export type LiveChart = { spec: Spec; zooms: boolean; toggles: boolean };

/** The style name of the points that a reader hovers over. */
const hoverStyle = 'hover-point';
const pale = 0.07;
const withoutTooltip = ['rect', 'text', 'area', 'line', 'trail'];

function object(value: unknown): Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Node) : {};
}

function list(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function markOf(node: Node): Node {
  return typeof node.mark === 'string' ? { type: node.mark } : object(node.mark);
}

/** The units of a panel, those in layers as well. */
function units(node: Node): Node[] {
  return node.layer === undefined ? [node] : list(node.layer).flatMap(units);
}

/** What one panel's units share: the names of its selections, and whether each has found its place. */
type Panel = { shown: string; field: string | null; isShownPlaced: boolean; zooms: boolean; isZoomPlaced: boolean };

/** The field whose names stand in a legend, which a reader can click. */
function legendField(encodings: Node[]): string | null {
  for (const encoding of encodings) {
    const color = object(encoding.color);
    if (typeof color.field === 'string' && color.type === 'nominal' && color.legend !== null) return color.field;
  }
  return null;
}

function encodings(node: Node, inherited: Node = {}): Node[] {
  const own = { ...inherited, ...object(node.encoding) };
  return node.layer === undefined ? [own] : list(node.layer).flatMap((child) => encodings(child, own));
}

function panelOf(node: Node, index: number): Panel {
  const types = units(node).map((unit) => String(markOf(unit).type));
  const numeric = encodings(node).some(({ x }) => object(x).type === 'quantitative');
  const zooms = numeric && types.some((type) => ['line', 'point'].includes(type)) && !types.includes('bar');
  const field = legendField(encodings(node));
  return { shown: `shown_${index}`, field, isShownPlaced: false, zooms, isZoomPlaced: false };
}

/** The selections of a panel stand in the first of its units that can carry them. */
function selections(encoding: Node, panel: Panel): Node[] {
  const found: Node[] = [];
  if (panel.field !== null && !panel.isShownPlaced && object(encoding.color).field === panel.field) {
    panel.isShownPlaced = true;
    const select = { type: 'point', fields: [panel.field], toggle: 'true' };
    found.push({ name: panel.shown, select, bind: 'legend' });
  }
  if (panel.zooms && !panel.isZoomPlaced && object(encoding.x).type === 'quantitative') {
    panel.isZoomPlaced = true;
    // A finger that moves scrolls the page, a wheel too unless a key is held: nobody is caught in a chart.
    const drag = "[pointerdown[event.pointerType === 'mouse'], window:pointerup] > window:pointermove!";
    const select = { type: 'interval', encodings: ['x'], translate: drag, zoom: 'wheel![event.ctrlKey]' };
    found.push({ name: 'zoom', select, bind: 'scales' });
  }
  return found;
}

/** A unit with what a reader can do with it: names shown or hidden, a part seen larger, values read. */
function aliveUnit(node: Node, inherited: Node, panel: Panel): Node {
  const mark = markOf(node);
  const encoding = { ...inherited, ...object(node.encoding) };
  const type = String(mark.type);
  const params = [...list(node.params), ...selections(encoding, panel)];
  const fades = panel.field !== null && object(encoding.color).field === panel.field && encoding.opacity === undefined;
  const opacity = { condition: { param: panel.shown, value: mark.opacity ?? 1 }, value: pale };
  const own = { ...object(node.encoding), ...(fades ? { opacity } : {}) };
  // Labels at the edge of a plot would be cut in half.
  const clip = panel.zooms ? { clip: type !== 'text' } : {};
  const tooltip = withoutTooltip.includes(type) ? {} : { tooltip: true };
  const drawn = { mark: { ...mark, ...clip, ...tooltip }, encoding: own };
  const extra = params.length > 0 ? { params } : {};
  if (type !== 'line') return { ...node, ...drawn, ...extra };
  // A line as a whole has no value to show: points that are seen under the pointer only carry them.
  const { mark: _, params: __, ...rest } = node;
  const { strokeDash: ___, order: ____, ...places } = object(node.encoding);
  const points = { type: 'point', filled: true, size: 160, opacity: 0, style: hoverStyle, tooltip: true, ...clip };
  return {
    ...rest,
    encoding: {},
    layer: [
      { ...drawn, ...extra },
      { mark: points, encoding: places },
    ],
  };
}

function alivePanel(node: Node, inherited: Node, panel: Panel): Node {
  if (node.layer === undefined) return aliveUnit(node, inherited, panel);
  const own = { ...inherited, ...object(node.encoding) };
  return { ...node, layer: list(node.layer).map((child) => alivePanel(child, own, panel)) };
}

/** Points under the pointer are seen: what Vega can do and Vega-Lite has no word for. */
function withHover(marks: Node[]): Node[] {
  return marks.map((mark) => {
    if (Array.isArray(mark.marks)) return { ...mark, marks: withHover(list(mark.marks)) };
    if (![mark.style].flat().includes(hoverStyle)) return mark;
    return { ...mark, encode: { ...object(mark.encode), hover: { opacity: { value: 0.8 } } } };
  });
}

/** A name that is cut for its length can be read as a whole under the pointer. */
function namedWhole(guide: Node): Node {
  const encode = object(guide.encode);
  const labels = object(encode.labels);
  const update = { ...object(labels.update), tooltip: { signal: 'datum.label' } };
  return { ...guide, encode: { ...encode, labels: { ...labels, interactive: true, update } } };
}

/** The same for the names of all axes and legends, those of panels too. */
function withWholeNames(group: Node): Node {
  const named = (key: string) => (group[key] === undefined ? {} : { [key]: list(group[key]).map(namedWhole) });
  const marks = list(group.marks).map((mark) => (mark.type === 'group' ? withWholeNames(mark) : mark));
  return { ...group, ...named('axes'), ...named('legends'), marks };
}

/**
 * The chart of a spec for a page that can run our script: the same spec, and beside it values under the pointer,
 * lines that are shown or hidden by a click in the legend, and a time or load axis that can be zoomed.
 */
export function liveChart(spec: TopLevelSpec): LiveChart {
  const top = spec as unknown as Node;
  const config = { ...object(top.config), tooltipFormat: { numberFormat: ',.4~r' } };
  const together = ['vconcat', 'concat'].find((one) => top[one] !== undefined);
  const panels = together === undefined ? [top] : list(top[together]);
  const marked = panels.map((panel, index) => ({ panel, facts: panelOf(panel, index) }));
  const alive = marked.map(({ panel, facts }) => alivePanel(panel, {}, facts));
  const whole = together === undefined ? { ...alive[0], config } : { ...top, [together]: alive, config };
  const compiled = compile(whole as unknown as TopLevelSpec).spec as unknown as Node;
  const hovered = withWholeNames({ ...compiled, marks: withHover(list(compiled.marks)) });
  // The page's own colour, so that the chart follows light and dark.
  const inked = JSON.parse(JSON.stringify(hovered).replaceAll(ink, 'currentColor')) as Spec;
  const zooms = marked.some(({ facts }) => facts.zooms);
  return { spec: inked, zooms, toggles: marked.some(({ facts }) => facts.isShownPlaced) };
}
