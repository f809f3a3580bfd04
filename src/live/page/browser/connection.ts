import type { History } from '../../history.ts';
import type { LiveState } from '../../live-state.ts';

/** How the page hears of the run: `gone` once nobody answers any more. */
export type Connection = 'connecting' | 'live' | 'silent' | 'reconnecting' | 'gone';

/** Without news for this long the figures are old, ms. They come every second. */
const silentAfterMs = 4_000;
/** A server that does not come back in this time is gone, ms. */
const goneAfterMs = 15_000;
const retryMs = 2_000;

export type Listener = {
  history(history: History): void;
  state(state: LiveState): void;
  /** Once a second, and at every change. `ageMs`: since the last news; null: there was none yet. */
  connection(connection: Connection, ageMs: number | null): void;
};

/** Listens to the run's events, for ever: a server that went away may come back, with this run or another. */
export function connect(listener: Listener): void {
  let source = new EventSource('events');
  let lastNewsMs: number | null = null;
  const startedMs = performance.now();
  const ageMs = () => (lastNewsMs === null ? null : performance.now() - lastNewsMs);

  const listen = () => {
    source.addEventListener('history', ({ data }) => listener.history(JSON.parse(data)));
    source.addEventListener('state', ({ data }) => {
      lastNewsMs = performance.now();
      listener.state(JSON.parse(data));
      tell();
    });
    source.addEventListener('error', () => {
      tell();
      // A browser tries again by itself, but not after an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(again, retryMs);
    });
  };
  const again = () => {
    source = new EventSource('events');
    listen();
  };
  const tell = () => {
    const age = ageMs();
    listener.connection(connectionNow(source.readyState === EventSource.OPEN, age, performance.now() - startedMs), age);
  };
  listen();
  setInterval(tell, 1_000);
}

function connectionNow(open: boolean, ageMs: number | null, waitedMs: number): Connection {
  if (open) return ageMs === null ? 'connecting' : ageMs < silentAfterMs ? 'live' : 'silent';
  if ((ageMs ?? waitedMs) > goneAfterMs) return 'gone';
  return ageMs === null ? 'connecting' : 'reconnecting';
}
