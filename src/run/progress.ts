import type { LoadProgress } from '../domain/load-plan.ts';
import { plainLines, plainText } from '../domain/plain-text.ts';
import type { Cell } from '../domain/plan.ts';
import { isOpen, shapeInWords } from '../domain/shape.ts';
import type { World } from '../world.ts';

/** Without a terminal a line is printed at most this often while a cell runs. */
const plainIntervalMs = 10_000;

/** What the user sees while a run goes on. All of it goes to stderr. */
export type Progress = {
  /** A step that has no numbers of its own. */
  say(line: string): void;
  beginCell(cell: Cell, index: number, total: number): void;
  /** News of the warm-up of a cell; its requests are not measured. */
  warmUp(progress: LoadProgress): void;
  update(progress: LoadProgress): void;
  endCell(summary: string): void;
  /** Clears a half-drawn line. */
  close(): void;
};

function seconds(ms: number): string {
  return ms <= 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;
}

/** Time left in this cell: what is planned, else at the pace so far; nothing before there is a pace. */
function timeLeft({ done, planned, tMs }: LoadProgress, durationMs: number | null): string {
  if (durationMs !== null)
    return tMs >= durationMs ? 'waiting for those in flight' : `${seconds(durationMs - tMs)} left`;
  return done === 0 || done >= planned ? '' : `${seconds(((planned - done) * tMs) / done)} left`;
}

/** Chunks carry one token each on nearly every engine; the exact count comes with the statistics. */
function tokensPerS(now: LoadProgress, before: LoadProgress | null): string {
  const since = before ?? { tMs: 0, outputChunks: 0 };
  const ms = now.tMs - since.tMs;
  return ms <= 0 ? '' : `${Math.round(((now.outputChunks - since.outputChunks) * 1000) / ms)} tokens/s`;
}

/** `durationMs`: time ends the cell, so that the number made ready says nothing; null: the number does. */
type Title = { name: string; level: string; durationMs: number | null };

function joined(parts: string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

/** The longest form that fits; what can be looked up elsewhere goes first. A line that wraps could not be drawn over. */
function fitted(
  columns: number,
  { name, level }: Pick<Title, 'name' | 'level'>,
  must: string[],
  rate = '',
  left = '',
): string {
  const forms = [
    [name, level, ...must, rate, left],
    [name, ...must, rate, left],
    [name, ...must, left],
  ].map(joined);
  const shortest = forms.at(-1) ?? '';
  const form = forms.find((one) => one.length < columns) ?? shortest;
  if (form.length < columns) return form;
  return `${form.slice(0, Math.max(0, columns - 2)).replace(/[ ·]+$/, '')}…`;
}

function statusLine(columns: number, title: Title, now: LoadProgress, before: LoadProgress | null): string {
  const failed = now.failed === 0 ? '' : `${now.failed} failed`;
  const amount = title.durationMs === null ? `${now.done}/${now.planned}` : String(now.done);
  const left = timeLeft(now, title.durationMs);
  return fitted(columns, title, [`${amount} requests`, failed], tokensPerS(now, before), left);
}

/** On a terminal one line that is drawn over; else plain lines, few enough for a CI log. */
export function makeProgress(world: Pick<World, 'terminal' | 'clock'>): Progress {
  const { terminal, clock } = world;
  let title: Title = { name: '', level: '', durationMs: null };
  let before: LoadProgress | null = null;
  let drawn = false;
  let lastPlainMs = 0;

  const clear = () => {
    if (drawn) terminal.err('\r\u001b[2K');
    drawn = false;
  };
  const say = (text: string) => {
    clear();
    terminal.err(`${plainLines(text)}\n`);
  };
  const draw = (line: string) => {
    terminal.err(`\r\u001b[2K${line}`);
    drawn = true;
  };
  return {
    say,
    beginCell(cell, index, total) {
      const durationMs = isOpen(cell.shape) ? null : cell.durationMs;
      title = { name: `[${index}/${total}] ${plainText(cell.id)}`, level: shapeInWords(cell.shape), durationMs };
      before = null;
      lastPlainMs = clock.monotonicMs();
      if (terminal.isTty) draw(fitted(terminal.columns, title, []));
    },
    warmUp({ done, planned }) {
      if (terminal.isTty) draw(fitted(terminal.columns, title, [`warming up ${done}/${planned}`]));
    },
    update(now) {
      if (terminal.isTty) draw(statusLine(terminal.columns, title, now, before));
      else if (clock.monotonicMs() - lastPlainMs >= plainIntervalMs) {
        lastPlainMs = clock.monotonicMs();
        say(statusLine(Number.POSITIVE_INFINITY, title, now, before));
      }
      before = now;
    },
    endCell(summary) {
      const line = joined([title.name, title.level, summary]);
      const fits = !terminal.isTty || line.split('\n', 1).every((first) => first.length < terminal.columns);
      say(fits ? line : joined([title.name, summary]));
    },
    close: clear,
  };
}
