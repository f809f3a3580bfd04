import type * as Vega from 'vega';
import { button, inside } from './elements.ts';
import { fit } from './fit.ts';
import { showTooltip } from './tooltip.ts';

declare const vega: typeof Vega;
declare const expressionInterpreter: NonNullable<Vega.ViewOptions['expr']>;

type Live = { spec: Vega.Spec; zooms: boolean; toggles: boolean };

const narrowPx = 560;

/** Buttons for what a mouse does: for fingers and for the keyboard. They act on the middle of the chart. */
function zoomButtons(box: Element): HTMLElement {
  const act = (make: (at: { clientX: number; clientY: number; bubbles: true }) => Event) => () => {
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

/** On a phone names of a legend stand below each other; two beside each other would be wider than the plot. */
function oneColumn(spec: Vega.Spec): Vega.Spec {
  const legends = spec.legends?.map((legend) => ({ ...legend, columns: 1 }));
  const marks = spec.marks?.map((mark) => ('marks' in mark ? { ...mark, ...oneColumn(mark as Vega.Spec) } : mark));
  return { ...spec, ...(legends && { legends }), ...(marks && { marks: marks as Vega.Mark[] }) };
}

async function draw(figure: Element, { spec, zooms, toggles }: Live): Promise<void> {
  const place = inside(figure, '.chart');
  const box = document.createElement('div');
  box.className = 'live';
  const shown = place.clientWidth < narrowPx ? oneColumn(spec) : spec;
  const view = new vega.View(vega.parse(shown, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    hover: true,
    tooltip: showTooltip,
    container: box,
  });
  // An empty form for controls that no chart of ours has.
  box.querySelector('form')?.remove();
  place.append(box);
  figure.classList.add('alive');
  await fit(view, place, box);
  const tools = inside(figure, '.tools');
  tools.append('Values show under the pointer.');
  if (toggles) tools.append(' A click on a name shows it alone, a click on another adds it.');
  if (zooms) tools.append(' Ctrl + wheel zooms, a mouse drags.', zoomButtons(box));
}
