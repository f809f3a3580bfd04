import type { LiveState } from '../../live-state.ts';
import { make, part, setLines } from './dom.ts';
import { clockText } from './scale.ts';

let shown = '';

/** The last lines of progress; whoever scrolled up to read stays there. */
export function showLog({ says }: LiveState): void {
  const now = JSON.stringify(says);
  if (now === shown) return;
  shown = now;
  const log = part('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  const lines = says.map(({ tMs, line }) => {
    const row = make('li');
    const said = make('span');
    setLines(said, line);
    row.append(make('time', '', clockText(tMs)), said);
    return row;
  });
  log.replaceChildren(...lines);
  if (atEnd) log.scrollTop = log.scrollHeight;
}
