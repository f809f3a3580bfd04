import { bytes, count, number } from '../../../report/format.ts';
import type { LiveState } from '../../live-state.ts';
import { make, part, setText } from './dom.ts';

/** A large figure and the line under it. */
type Figure = { value: string; note: string };

function figureTexts({ client, engine }: LiveState): Figure[] {
  const { running = null, waiting = null } = engine ?? {};
  const ofEngine = running === null && waiting === null ? '' : `${count(running)} running, ${count(waiting)} waiting`;
  const p95 = (ms: number | null | undefined) => (ms == null ? '' : `p95 ${number(ms)} ms`);
  const inCell = (text: (known: NonNullable<LiveState['client']>) => string) =>
    client === null ? '' : `${text(client)} in this cell`;
  return [
    { value: number(client?.tokensPerS ?? null), note: inCell(({ outputTokens }) => count(outputTokens)) },
    { value: number(client?.ttftMs.p50 ?? null), note: p95(client?.ttftMs.p95) },
    { value: number(client?.tpotMs.p50 ?? null), note: p95(client?.tpotMs.p95) },
    { value: count(client?.inFlight ?? null), note: ofEngine },
    { value: number(client?.requestsPerS ?? null), note: inCell(({ ok }) => `${count(ok)} ok`) },
    { value: count(client?.failed ?? null), note: inCell(({ sent }) => `of ${count(sent)} sent`) },
  ];
}

function gpuText({ gpu, host }: LiveState): string {
  if (gpu === null) return host === null ? '' : 'No GPU is seen here: the charts show the CPU.';
  const memory = `${bytes(gpu.memoryUsedBytes)} of ${bytes(gpu.memoryTotalBytes)} memory`;
  return `${gpu.name ?? 'GPU'}: ${memory}, ${number(gpu.temperatureC)} °C, ${count(gpu.smClockMhz)} MHz`;
}

/** Shows the figures of now; what is unknown is a dash, never 0. A run that is over has none. */
export function showFigures(state: LiveState): void {
  part('now').hidden = state.run.finished;
  const cards = [...part('figures').children];
  for (const [index, { value, note }] of figureTexts(state).entries()) {
    const [large, below] = [cards[index]?.querySelector('b'), cards[index]?.querySelector('small')];
    if (large) setText(large, value);
    if (below) setText(below, note);
  }
  cards.at(-1)?.classList.toggle('bad', (state.client?.failed ?? 0) > 0);
  setText(part('gpu'), gpuText(state));
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
