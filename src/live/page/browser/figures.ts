import { count, number } from '../../../report/format.ts';
import type { LiveState } from '../../live-state.ts';
import { make, part, setText } from './dom.ts';

/** A large figure and the line under it. */
type Figure = { value: string; note: string };

function figureTexts({ client, engine }: LiveState): Figure[] {
  const ofEngine = (value: number | null | undefined) => count(value ?? null);
  return [
    { value: number(client?.tokensPerS ?? null), note: `${count(client?.outputTokens ?? null)} in this cell` },
    { value: number(client?.ttftMs.p50 ?? null), note: `p95 ${number(client?.ttftMs.p95 ?? null)} ms` },
    { value: number(client?.tpotMs.p50 ?? null), note: `p95 ${number(client?.tpotMs.p95 ?? null)} ms` },
    {
      value: count(client?.inFlight ?? null),
      note: `engine: ${ofEngine(engine?.running)} running, ${ofEngine(engine?.waiting)} waiting`,
    },
    { value: number(client?.requestsPerS ?? null), note: `${count(client?.ok ?? null)} ok in this cell` },
    { value: count(client?.failed ?? null), note: `of ${count(client?.sent ?? null)} sent in this cell` },
  ];
}

/** Shows the figures of now; what is unknown is a dash, never 0. */
export function showFigures(state: LiveState): void {
  const cards = [...part('figures').children];
  for (const [index, { value, note }] of figureTexts(state).entries()) {
    const card = cards[index];
    if (card === undefined) continue;
    const [large, below] = [card.querySelector('b'), card.querySelector('small')];
    if (large !== null) setText(large, value);
    if (below !== null) setText(below, note);
  }
  cards.at(-1)?.classList.toggle('bad', (state.client?.failed ?? 0) > 0);
}

function verdictRow({ id, verdict, tokensPerS, ttftP50Ms, tpotP50Ms }: LiveState['cells'][number]): HTMLElement {
  const row = make('tr');
  const cells = [id, number(tokensPerS), number(ttftP50Ms), number(tpotP50Ms)].map((text) => make('td', '', text));
  const last = make('td');
  last.append(make('span', `state ${verdict}`, verdict));
  row.append(...cells, last);
  return row;
}

let shownCells = '';

/** The table of the cells that are over; drawn anew only when one was added. */
export function showCells({ cells }: LiveState): void {
  const now = JSON.stringify(cells);
  if (now === shownCells) return;
  shownCells = now;
  part('no-cells').hidden = cells.length > 0;
  part('cells').hidden = cells.length === 0;
  part('cell-rows').replaceChildren(...cells.map(verdictRow));
}
