import { instant } from '../../../report/format.ts';
import type { History } from '../../history.ts';
import type { LiveState } from '../../live-state.ts';
import { part, setText } from './dom.ts';

const stateWords: Record<LiveState['run']['state'], string> = {
  preflight: 'looking at the machine',
  starting: 'starting the engine',
  ready: 'engine ready, trying requests',
  warming: 'warming up',
  loading: 'measuring',
  analysing: 'computing figures',
  reporting: 'writing the report',
  cleaning: 'removing the engine',
  done: 'done',
  aborted: 'stopped early',
};
const phaseWords = { warmup: 'warming up, not measured', load: 'measuring', analysing: 'computing figures' };

/** The share of the cell that is done; null where nobody knows. */
function cellShare({ cell, client }: LiveState): number | null {
  if (cell === null || client === null || client.planned === 0) return null;
  if (cell.phase === 'warmup') return 0;
  return cell.phase === 'analysing' ? 1 : Math.min(1, client.done / client.planned);
}

/** The share of the run's cells that is done; a cell counts as much as any other. */
export function runShare(state: LiveState): number | null {
  if (state.run.finished) return state.run.state === 'done' ? 1 : null;
  return state.cell === null ? null : (state.cell.index - 1 + (cellShare(state) ?? 0)) / state.cell.total;
}

/** A length of time as a guess: nobody knows the seconds of a quarter of an hour. */
function about(ms: number): string {
  const s = ms / 1000;
  if (s < 90) return `about ${Math.max(1, s < 20 ? Math.ceil(s) : Math.ceil(s / 10) * 10)} s left`;
  return s < 5_400 ? `about ${Math.round(s / 60)} min left` : `about ${(s / 3600).toFixed(1)} h left`;
}

/** Time left of the run at the pace so far; empty before there is a pace. */
function runLeft(state: LiveState, { cells }: History): string {
  const share = runShare(state);
  const first = cells[0];
  if (share === null || first === undefined || share < 0.03 || share >= 1) return '';
  return about(((state.tMs - first.tMs) * (1 - share)) / share);
}

/** Time left of the cell at the pace of now; empty before there is a pace. */
function cellLeft({ cell, client }: LiveState): string {
  if (cell?.phase !== 'load' || client === null || client.requestsPerS === null || client.requestsPerS <= 0) return '';
  return about(((client.planned - client.done) / client.requestsPerS) * 1000);
}

function joined(parts: string[]): string {
  return parts.filter((each) => each !== '').join(' · ');
}

function setBar(id: string, share: number | null): void {
  const bar = part(id) as HTMLProgressElement;
  bar.hidden = share === null;
  bar.value = share ?? 0;
}

function progressTexts(state: LiveState, history: History): { run: string; cell: string } {
  const { cell, client, run } = state;
  if (cell === null) return { run: stateWords[run.state], cell: '' };
  const requests = client === null ? '' : `${client.done} of ${client.planned} requests`;
  return {
    run: joined([`cell ${cell.index} of ${cell.total}`, runLeft(state, history)]),
    cell: joined([cell.id, cell.level, phaseWords[cell.phase], requests, cellLeft(state)]),
  };
}

/** Shows which run it is, where it stands and how it ended. */
export function showHead(state: LiveState, history: History): void {
  const { run } = state;
  setText(part('title'), run.title);
  setText(part('state'), stateWords[run.state]);
  part('state').dataset.state = run.state;
  setText(part('about'), joined([`started ${instant(run.startedAt)}`, run.id]));
  part('simulated').hidden = !run.simulated;
  const texts = progressTexts(state, history);
  setText(part('run-progress'), texts.run);
  setText(part('cell-progress'), texts.cell);
  setBar('run-bar', runShare(state));
  setBar('cell-bar', state.cell === null ? null : cellShare(state));
  showEnd(run);
  const share = runShare(state);
  const lead = run.finished
    ? stateWords[run.state]
    : share === null
      ? stateWords[run.state]
      : `${Math.floor(share * 100)} %`;
  document.title = `${lead} · ${run.engine} · Dyno`;
}

function showEnd({ finished, state, reportPath }: LiveState['run']): void {
  part('end').hidden = !finished;
  if (!finished) return;
  setText(part('end-text'), state === 'done' ? 'The run is finished.' : 'The run stopped early.');
  part('end-report').hidden = reportPath === null;
  setText(part('end-path'), reportPath ?? '');
}
