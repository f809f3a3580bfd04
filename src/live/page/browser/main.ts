import { makeHistory } from '../../history.ts';
import type { LiveState } from '../../live-state.ts';
import { makeCharts } from './charts.ts';
import { type Connection, connect } from './connection.ts';
import { part, setText } from './dom.ts';
import { showCells, showFigures } from './figures.ts';
import { showHead } from './head.ts';
import { showLog } from './log.ts';

const charts = makeCharts();
let history = makeHistory();
let state: LiveState | null = null;

/** Draws what is known. A page that nobody sees draws nothing: it may run on the machine that is measured. */
function draw(): void {
  if (state === null || document.hidden) return;
  showHead(state, history.current());
  showFigures(state);
  charts.show(state, history.current());
  showCells(state);
  showLog(state);
}

const words: Record<Connection, string> = {
  connecting: 'connecting',
  live: 'live',
  silent: 'no news',
  reconnecting: 'reconnecting',
  gone: 'server gone',
};

function showConnection(connection: Connection, ageMs: number | null): void {
  const place = part('connection');
  const finished = state?.run.finished === true;
  const old = connection === 'live' || ageMs === null ? '' : `, last news ${Math.round(ageMs / 1000)} s ago`;
  setText(place, finished ? 'finished' : words[connection]);
  place.dataset.connection = finished ? 'finished' : connection;
  setText(part('age'), finished ? '' : old);
  document.body.classList.toggle('old', !finished && old !== '');
}

connect({
  history(sent) {
    history = makeHistory(sent);
  },
  state(now) {
    state = now;
    history.add(now);
    draw();
  },
  connection: showConnection,
});
document.addEventListener('visibilitychange', draw);
