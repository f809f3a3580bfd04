/** The one tooltip of the page; texts of charts may come from outside, so they are set as text and never as markup. */
const tooltip = document.createElement('div');
tooltip.className = 'tooltip';
tooltip.hidden = true;
tooltip.setAttribute('role', 'tooltip');

const besidePx = 14;

function row(name: string, value: string): HTMLElement {
  const line = document.createElement('p');
  const label = document.createElement('span');
  label.textContent = `${name}: `;
  const figure = document.createElement('b');
  // Vega writes 41 % as "41.000000%".
  figure.textContent = value.replace(/(\.\d*[1-9])0+%$|\.0+%$/, '$1%');
  line.append(label, figure);
  return line;
}

/** A name that a chart cut, as a whole. */
function line(text: string): HTMLElement {
  const whole = document.createElement('p');
  whole.textContent = text;
  return whole;
}

function rows(value: unknown): HTMLElement[] {
  if (value === null || typeof value !== 'object') return [line(String(value))];
  return Object.entries(value).map(([name, one]) => row(name, String(one)));
}

/** Beside the pointer, and never beyond the edge of the window. */
function place({ clientX, clientY }: MouseEvent): void {
  const { width, height } = tooltip.getBoundingClientRect();
  const [most, lowest] = [document.documentElement.clientWidth - width - 4, window.innerHeight - height - 4];
  tooltip.style.left = `${Math.max(4, Math.min(clientX + besidePx, most))}px`;
  tooltip.style.top = `${Math.max(4, Math.min(clientY + besidePx, lowest))}px`;
}

/** What Vega calls when the pointer comes to a mark with a value to show, moves on it, or leaves it. */
export function showTooltip(_handler: unknown, event: MouseEvent | null, _item: unknown, value: unknown): void {
  // A name that can be read where it stands needs none. Vega has no event when a chart makes room for another one.
  const isRead = event === null || (event.target as Element | null)?.textContent === value;
  tooltip.hidden = value === null || value === undefined || value === '' || isRead;
  if (tooltip.hidden || event === null) return;
  if (!tooltip.isConnected) document.body.append(tooltip);
  tooltip.replaceChildren(...rows(value));
  place(event);
}
