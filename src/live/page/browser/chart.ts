import { count, number, unknown } from '../../../report/format.ts';
import type { Charted, History, HistoryPoint } from '../../history.ts';
import { make, makeSvg, setLabel, setText } from './dom.ts';
import { clockText, timeTicks, unbroken, valueTicks } from './scale.ts';

/** A line of a chart; the order in the chart gives its colour and its dashes. */
export type ChartLine = { field: Charted; label: string };

/** What a chart shows. `factor`: from the unit of the history to `unit`. `top`: fixed end of the axis, in `unit`. */
export type ChartKind = { title: string; unit: string; factor: number; top: number | null; lines: ChartLine[] };

/** The width of a chart, px, the span of time that all charts show, its points, and where a time without a point is a gap. */
export type ChartView = {
  width: number;
  fromMs: number;
  toMs: number;
  /** When the newest state came. */
  newestMs: number;
  points: HistoryPoint[];
  gapMs: number;
  cells: History['cells'];
  /** The instant that the reader points at; null: the newest. */
  pointedMs: number | null;
};

const height = 168;
const inset = { left: 52, right: 10, top: 16, bottom: 22 };

/** The point that the reader points at, else the newest; null where there is none near it. */
function pointShown({ points, pointedMs, newestMs, gapMs }: ChartView): HistoryPoint | null {
  const atMs = pointedMs ?? newestMs;
  const distance = (point: HistoryPoint) => Math.abs(point.tMs - atMs);
  const nearest = points.reduce<HistoryPoint | null>(
    (best, point) => (best === null || distance(point) <= distance(best) ? point : best),
    null,
  );
  return nearest !== null && distance(nearest) <= gapMs / 2 ? nearest : null;
}

type Scale = { x: (tMs: number) => number; y: (value: number) => number; width: number; ticks: number[] };

function scaleOf(kind: ChartKind, view: ChartView): Scale {
  const { width } = view;
  const values = view.points.flatMap((point) => kind.lines.map(({ field }) => (point[field] ?? 0) * kind.factor));
  const ticks = valueTicks(kind.top ?? values.reduce((a, b) => Math.max(a, b), 0));
  const top = ticks.at(-1) ?? 1;
  const [wide, high] = [Math.max(1, width - inset.left - inset.right), height - inset.top - inset.bottom];
  return {
    x: (tMs) => inset.left + ((tMs - view.fromMs) / Math.max(1, view.toMs - view.fromMs)) * wide,
    y: (value) => inset.top + (1 - (value * kind.factor) / top) * high,
    width,
    ticks,
  };
}

function axes(kind: ChartKind, view: ChartView, { x, y, width, ticks }: Scale): SVGElement[] {
  const right = width - inset.right;
  const across = ticks.flatMap((tick) => {
    const at = y(tick / kind.factor);
    return [
      makeSvg('line', { class: 'grid', x1: inset.left, x2: right, y1: at, y2: at }),
      makeSvg('text', { x: inset.left - 6, y: at + 4, 'text-anchor': 'end' }, tick.toLocaleString('en-US')),
    ];
  });
  const times = timeTicks(view.fromMs, view.toMs, Math.max(2, width / 90)).map((tMs) => {
    // At the right edge half of it would be cut off.
    const anchor = x(tMs) > right - 20 ? 'end' : 'middle';
    return makeSvg('text', { x: x(tMs), y: height - 6, 'text-anchor': anchor }, clockText(tMs));
  });
  return [...across, ...times];
}

/** A line where each cell began, with its name, else its number, where there is room for it. */
function cellMarks(view: ChartView, { x, width }: Scale): SVGElement[] {
  const seen = view.cells.filter(({ tMs }) => tMs <= view.toMs);
  return seen.flatMap(({ tMs, id, index }, position) => {
    const next = seen[position + 1];
    if (next !== undefined && next.tMs <= view.fromMs) return [];
    const at = x(Math.max(tMs, view.fromMs));
    const room = (next === undefined ? width - inset.right : x(next.tMs)) - at;
    const name = [`${index} · ${id}`, String(index)].find((text) => text.length * 6.5 + 8 < room) ?? '';
    const line = makeSvg('line', { class: 'cell', x1: at, x2: at, y1: 4, y2: height - inset.bottom });
    return [...(tMs >= view.fromMs ? [line] : []), makeSvg('text', { x: at + 4, y: 12 }, name)];
  });
}

/** A path through the points; a point alone is a dot, because the ends of lines are round. */
function pathOf(view: ChartView, field: Charted, { x, y }: Scale): string {
  const runs = unbroken(view.points, field, view.gapMs);
  const spot = ({ tMs, value }: { tMs: number; value: number }) => `${x(tMs).toFixed(1)} ${y(value).toFixed(1)}`;
  return runs.map((run) => `M${run.map(spot).join('L')}${run.length === 1 ? 'h0' : ''}`).join('');
}

function pointer(view: ChartView, scale: Scale): SVGElement[] {
  if (view.pointedMs === null) return [];
  const at = scale.x(view.pointedMs);
  const anchor = at > scale.width / 2 ? 'end' : 'start';
  return [
    makeSvg('line', { class: 'pointer', x1: at, x2: at, y1: inset.top, y2: height - inset.bottom }),
    makeSvg(
      'text',
      { x: at, dx: anchor === 'end' ? -5 : 5, y: inset.top + 12, 'text-anchor': anchor },
      clockText(view.pointedMs),
    ),
  ];
}

/** What stands in a chart that has no value to draw. */
function emptiness({ points }: ChartView, kind: ChartKind, { width }: Scale): SVGElement[] {
  if (points.some((point) => kind.lines.some(({ field }) => point[field] !== undefined))) return [];
  return [makeSvg('text', { x: width / 2, y: height / 2, 'text-anchor': 'middle' }, 'no value in this time')];
}

/** The key of a line: its stroke, its name and its value. */
function makeKey(label: string, index: number) {
  const key = make('span', `key line-${index}`);
  const swatch = makeSvg('svg', { width: 22, height: 10, 'aria-hidden': 'true' });
  swatch.append(makeSvg('path', { d: 'M1 5H21' }));
  const value = make('b', '', unknown);
  key.append(swatch, make('span', '', label), value);
  return { key, value };
}

/** A chart on the page: a figure, and what draws into it. */
export type Chart = { figure: HTMLElement; draw(view: ChartView): void };

/** The elements of a chart, empty. */
function chartParts(kind: ChartKind) {
  const figure = make('figure', 'live-chart');
  const caption = make('figcaption');
  caption.append(make('b', '', kind.title), ` ${kind.unit}`);
  const legend = make('div', 'keys');
  const keys = kind.lines.map(({ label }, index) => makeKey(label, index));
  legend.append(...keys.map(({ key }) => key));
  const svg = makeSvg('svg', { height, width: '100%', role: 'slider', tabindex: 0, 'aria-label': kind.title });
  const [ground, above] = [makeSvg('g', {}), makeSvg('g', {})];
  const paths = kind.lines.map((_, index) => makeSvg('path', { class: `line line-${index}` }));
  svg.append(ground, ...paths, above);
  figure.append(caption, legend, svg);
  return { figure, svg, ground, paths, above, values: keys.map(({ value }) => value) };
}

/** Makes a chart; `point` is told the instant that the reader points at, null when no longer. */
export function makeChart(kind: ChartKind, point: (tMs: number | null) => void): Chart {
  const { figure, svg, ground, paths, above, values } = chartParts(kind);
  let shown: ChartView | null = null;
  const pointAt = (view: ChartView, clientX: number) => {
    const { left, width } = svg.getBoundingClientRect();
    const share = (clientX - left - inset.left) / Math.max(1, width - inset.left - inset.right);
    point(view.fromMs + Math.min(1, Math.max(0, share)) * (view.toMs - view.fromMs));
  };
  svg.addEventListener('pointermove', (event) => shown && pointAt(shown, event.clientX));
  svg.addEventListener('pointerleave', () => point(null));
  svg.addEventListener('blur', () => point(null));
  svg.addEventListener('keydown', (event) => shown && keyPressed(event, shown, point));
  return {
    figure,
    draw(view) {
      shown = view;
      const scale = scaleOf(kind, view);
      ground.replaceChildren(...axes(kind, view, scale), ...cellMarks(view, scale));
      above.replaceChildren(...pointer(view, scale), ...emptiness(view, kind, scale));
      for (const [index, { field }] of kind.lines.entries())
        paths[index]?.setAttribute('d', pathOf(view, field, scale));
      tellValues(kind, view, values, svg);
    },
  };
}

/** Arrow keys move along the chart by a hundredth of it; Escape goes back to the newest. */
function keyPressed(event: KeyboardEvent, view: ChartView, point: (tMs: number | null) => void): void {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -10,
    PageUp: 10,
  };
  const step = steps[event.key];
  if (event.key === 'Escape') point(null);
  if (step === undefined) return;
  event.preventDefault();
  const to = (view.pointedMs ?? view.newestMs) + (step * (view.toMs - view.fromMs)) / 100;
  point(Math.min(view.toMs, Math.max(view.fromMs, to)));
}

/** The values at the instant pointed at, else the newest: in the keys, and for a screen reader. */
function tellValues(kind: ChartKind, view: ChartView, places: HTMLElement[], svg: Element): void {
  const point = pointShown(view);
  const texts = kind.lines.map(({ field }) => {
    const value = point?.[field];
    // A number of requests is whole, as long as it is no mean.
    if (value !== undefined && Number.isInteger(value * kind.factor)) return count(value * kind.factor);
    return number(value === undefined ? null : value * kind.factor);
  });
  for (const [index, place] of places.entries()) setText(place, texts[index] ?? unknown);
  const atMs = view.pointedMs ?? view.newestMs;
  const values = kind.lines.map(({ label }, index) => `${label} ${texts[index]}`).join(', ');
  setLabel(svg, 'aria-valuetext', `${values} ${kind.unit} at ${clockText(atMs)}`);
  for (const [name, ms] of [
    ['min', view.fromMs],
    ['max', view.toMs],
    ['now', atMs],
  ] as const)
    setLabel(svg, `aria-value${name}`, String(Math.round(ms / 1000)));
}
