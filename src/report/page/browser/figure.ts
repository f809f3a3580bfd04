import type * as Vega from 'vega';
import { button, inside } from './elements.ts';
import { fit, meantWidths, type Widths } from './fit.ts';
import { narrowed, narrowPx } from './narrow.ts';
import { showTooltip } from './tooltip.ts';
import { onWidth } from './width.ts';

declare const vega: typeof Vega;
declare const expressionInterpreter: NonNullable<Vega.ViewOptions['expr']>;

type Live = { spec: Vega.Spec; zooms: boolean; toggles: boolean };

/** Buttons for what a mouse does: for fingers and for the keyboard. They act on the middle of the chart. */
function zoomButtons(place: Element): HTMLElement {
  const act = (make: (at: { clientX: number; clientY: number; bubbles: true }) => Event) => () => {
    const box = inside(place, '.live');
    const plot = box.querySelector('.role-axis')?.closest('g:has(> path.background)')?.querySelector('path.background');
    const { left, top, width, height } = (plot ?? box).getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true } as const;
    document.elementFromPoint(at.clientX, at.clientY)?.dispatchEvent(make(at));
  };
  const wheel = (deltaY: number) => act((at) => new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true }));
  const bar = document.createElement('span');
  bar.className = 'zoom';
  bar.append(
    button('+', 'zoom in', wheel(-300)),
    button('−', 'zoom out', wheel(300)),
    button(
      'reset',
      'show all of the chart again',
      act((at) => new MouseEvent('dblclick', at)),
    ),
  );
  return bar;
}

/** Puts a chart that answers in the place of the picture of it; the picture stays for paper. */
export function enliven(figure: Element): Promise<void> {
  return draw(figure, JSON.parse(inside(figure, 'script.spec').textContent ?? '') as Live);
}

type RawPoint = [line: number, sentS: number, ttft: number | null, tpot: number | null, e2e: number | null];

/** Draws the requests of a cell: the spec of all cells, with the points of this one. */
export function drawRaw(figure: Element): Promise<void> {
  const live = JSON.parse(inside(document.body, 'script.raw-spec').textContent ?? '') as Live;
  const points = JSON.parse(inside(figure, 'script.points').textContent ?? '') as RawPoint[];
  const values = points.map(([line, sent, ttft, tpot, e2e]) => ({ line, sent, ttft, tpot, e2e }));
  const data = live.spec.data?.map((one) => (one.name === 'points' ? { name: 'points', values } : one)) ?? [];
  return draw(figure, { ...live, spec: { ...live.spec, data } });
}

/** A chart on the page: what it was drawn from, and how wide its plots were meant to be. */
type Drawn = { view: Vega.View; box: Element; isNarrow: boolean; meant: Widths; beside: number };

async function drawIn(place: Element, spec: Vega.Spec): Promise<Drawn> {
  const box = document.createElement('div');
  box.className = 'live';
  const isNarrow = place.clientWidth < narrowPx;
  const shown = isNarrow ? narrowed(spec, place.clientWidth) : spec;
  const view = new vega.View(vega.parse(shown, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    hover: true,
    tooltip: showTooltip,
    container: box,
  });
  // An empty form for controls that no chart of ours has.
  box.querySelector('form')?.remove();
  await view.runAsync();
  place.append(box);
  const columns = (shown.layout as { columns?: unknown } | undefined)?.columns;
  return { view, box, isNarrow, meant: meantWidths(view), beside: typeof columns === 'number' ? columns : 1 };
}

/** Draws a chart as wide as its place, and again whenever that gets narrower or wider: a window is, a phone is turned. */
async function draw(figure: Element, { spec, zooms, toggles }: Live): Promise<void> {
  const place = inside(figure, '.chart');
  let drawn = await drawIn(place, spec);
  figure.classList.add('alive');
  await fit(drawn.view, place, drawn.box, drawn.meant, drawn.beside);
  const tools = inside(figure, '.tools');
  tools.append('Values show under the pointer.');
  if (toggles) tools.append(' A click on a name shows it alone, a click on another adds it.');
  if (zooms) tools.append(' Ctrl + wheel zooms, a mouse drags.', zoomButtons(place));
  onWidth(place, async () => {
    if (drawn.isNarrow !== place.clientWidth < narrowPx) {
      const { view, box } = drawn;
      drawn = await drawIn(place, spec);
      view.finalize();
      box.remove();
    }
    await fit(drawn.view, place, drawn.box, drawn.meant, drawn.beside);
  });
}
