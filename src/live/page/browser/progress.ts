import type { History } from '../../history.ts';
import type { LiveState } from '../../live-state.ts';

/** The share of the cell that is done; null where nobody knows. Where time ends the load, requests that run out do too. */
export function cellShare({ cell, client }: LiveState): number | null {
  if (cell === null || client === null || client.planned === 0) return null;
  if (cell.phase === 'warmup') return 0;
  if (cell.phase === 'analysing') return 1;
  const ofTime = cell.durationMs === null ? 0 : client.loadMs / cell.durationMs;
  return Math.min(1, Math.max(ofTime, client.done / client.planned));
}

/** The share of the run's cells that is done; a cell counts as much as any other. */
export function runShare(state: LiveState): number | null {
  if (state.run.finished) return state.run.state === 'done' ? 1 : null;
  return state.cell === null ? null : (state.cell.index - 1 + (cellShare(state) ?? 0)) / state.cell.total;
}

/** Time that the requests left take at the pace of now; null before there is a pace. */
function requestsLeftMs({ planned, done, requestsPerS }: NonNullable<LiveState['client']>): number | null {
  return requestsPerS === null || requestsPerS <= 0 ? null : ((planned - done) / requestsPerS) * 1000;
}

/** Time left of the cell: until its time is up, or its requests are answered at the pace of now; null before there is a pace. */
export function cellLeftMs({ cell, client }: LiveState): number | null {
  if (cell?.phase === 'analysing') return 0;
  if (cell?.phase !== 'load' || client === null) return null;
  const byRequests = requestsLeftMs(client);
  if (cell.durationMs === null) return byRequests;
  return Math.min(Math.max(0, cell.durationMs - client.loadMs), byRequests ?? Number.POSITIVE_INFINITY);
}

/** Time left of the run: of this cell, and as much for each that follows as cells took so far; null: nothing to go by. */
export function runLeftMs(state: LiveState, { cells }: History): number | null {
  const { cell, tMs } = state;
  if (cell === null) return null;
  const spentMs = tMs - cell.startedTMs;
  const leftMs = cellLeftMs(state);
  const lengthsMs = cells.slice(1).map((next, index) => next.tMs - (cells[index]?.tMs ?? next.tMs));
  if (leftMs !== null) lengthsMs.push(spentMs + leftMs);
  if (lengthsMs.length === 0) return null;
  const meanMs = lengthsMs.reduce((a, b) => a + b) / lengthsMs.length;
  return (leftMs ?? Math.max(0, meanMs - spentMs)) + (cell.total - cell.index) * meanMs;
}

/** A length of time as a guess: nobody knows the seconds of a quarter of an hour. Empty for null. */
export function about(ms: number | null): string {
  if (ms === null) return '';
  const s = ms / 1000;
  if (s < 90) return `about ${Math.max(1, s < 20 ? Math.ceil(s) : Math.ceil(s / 10) * 10)} s left`;
  return s < 5_400 ? `about ${Math.round(s / 60)} min left` : `about ${(s / 3600).toFixed(1)} h left`;
}
