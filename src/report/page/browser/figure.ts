import type * as Vega from 'vega';
import { button, inside } from './elements.ts';
import { fit } from './fit.ts';
import { showTooltip } from './tooltip.ts';

declare const vega: typeof Vega;
declare const expressionInterpreter: NonNullable<Vega.ViewOptions['expr']>;

type Live = { spec: Vega.Spec; zooms: boolean; toggles: boolean };

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
export async function enliven(figure: Element): Promise<void> {
  const { spec, zooms, toggles } = JSON.parse(inside(figure, 'script.spec').textContent ?? '') as Live;
  const place = inside(figure, '.chart');
  const box = document.createElement('div');
  box.className = 'live';
  const view = new vega.View(vega.parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    hover: true,
    tooltip: showTooltip,
    container: box,
  });
  // An empty form for controls that no chart of ours has.
  box.querySelector('form')?.remove();
  place.append(box);
  await fit(view, place, box);
  figure.classList.add('alive');
  const tools = inside(figure, '.tools');
  tools.append('Values show under the pointer.');
  if (toggles) tools.append(' A click on a name shows it alone, a click on another adds it.');
  if (zooms) tools.append(' Ctrl + wheel zooms, a mouse drags.', zoomButtons(box));
}
