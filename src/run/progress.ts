import type { LoadProgress } from '../domain/load-plan.ts';
import type { Cell } from '../domain/plan.ts';
import { shapeInWords } from '../domain/shape.ts';
import type { World } from '../world.ts';

/** Without a terminal a line is printed at most this often while a cell runs. */
const plainIntervalMs = 10_000;

/** What the user sees while a run goes on. All of it goes to stderr. */
export type Progress = {
  /** A step that has no numbers of its own. */
  say(line: string): void;
  beginCell(cell: Cell, index: number, total: number): void;
  update(progress: LoadProgress): void;
  endCell(summary: string): void;
  /** Clears a half-drawn line. */
  close(): void;
};

function seconds(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;
}

/** Time left in this cell at the pace so far; nothing before there is a pace. */
function timeLeft({ done, planned, tMs }: LoadProgress): string {
  return done === 0 ? '' : ` · ${seconds(((planned - done) * tMs) / done)} left`;
}

/** Chunks carry one token each on nearly every engine; the exact count comes with the statistics. */
function tokensPerS(now: LoadProgress, before: LoadProgress | null): string {
  const since = before ?? { tMs: 0, outputChunks: 0 };
  const ms = now.tMs - since.tMs;
  return ms <= 0 ? '' : ` · ${Math.round(((now.outputChunks - since.outputChunks) * 1000) / ms)} tokens/s`;
}

function cellTitle(cell: Cell, index: number, total: number): string {
  return `[${index}/${total}] ${cell.id} · ${shapeInWords(cell.shape)}`;
}

function statusLine(title: string, now: LoadProgress, before: LoadProgress | null): string {
  const failed = now.failed === 0 ? '' : ` · ${now.failed} failed`;
  return `${title} · ${now.done}/${now.planned} requests${tokensPerS(now, before)}${failed}${timeLeft(now)}`;
}

/** On a terminal one line that is drawn over; else plain lines, few enough for a CI log. */
export function makeProgress(world: Pick<World, 'terminal' | 'clock'>): Progress {
  const { terminal, clock } = world;
  let title = '';
  let before: LoadProgress | null = null;
  let drawn = false;
  let lastPlainMs = 0;

  const clear = () => {
    if (drawn) terminal.err('\r\u001b[2K');
    drawn = false;
  };
  const say = (line: string) => {
    clear();
    terminal.err(`${line}\n`);
  };
  const draw = (line: string) => {
    terminal.err(`\r\u001b[2K${line.slice(0, terminal.columns - 1)}`);
    drawn = true;
  };
  return {
    say,
    beginCell(cell, index, total) {
      title = cellTitle(cell, index, total);
      before = null;
      lastPlainMs = clock.monotonicMs();
      if (terminal.isTty) draw(title);
    },
    update(now) {
      if (terminal.isTty) draw(statusLine(title, now, before));
      else if (clock.monotonicMs() - lastPlainMs >= plainIntervalMs) {
        lastPlainMs = clock.monotonicMs();
        say(statusLine(title, now, before));
      }
      before = now;
    },
    endCell: (summary) => say(`${title} · ${summary}`),
    close: clear,
  };
}
