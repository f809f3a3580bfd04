import { instant } from '../../../report/format.ts';
import type { History } from '../../history.ts';
import type { LiveState } from '../../live-state.ts';
import { part, setText } from './dom.ts';
import { about, cellLeftMs, cellShare, runLeftMs, runShare } from './progress.ts';

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

function joined(parts: string[]): string {
  return parts.filter((each) => each !== '').join(' · ');
}

function setBar(id: string, share: number | null): void {
  const bar = part(id) as HTMLProgressElement;
  bar.hidden = share === null;
  bar.value = share ?? 0;
}

function requestsText(done: number, planned: number, durationMs: number | null): string {
  return durationMs === null ? `${done} of ${planned} requests` : `${done} requests, for ${durationMs / 1000} s`;
}

function progressTexts(state: LiveState, history: History): { run: string; cell: string } {
  const { cell, client, run } = state;
  if (cell === null) return { run: stateWords[run.state], cell: '' };
  const requests =
    client === null ? '' : requestsText(client.done, client.planned, cell.phase === 'warmup' ? null : cell.durationMs);
  return {
    run: joined([`cell ${cell.index} of ${cell.total}`, about(runLeftMs(state, history))]),
    cell: joined([cell.id, cell.level, phaseWords[cell.phase], requests, about(cellLeftMs(state))]),
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
