import { join } from 'node:path';
import type { LogTail } from '../domain/engine-life.ts';
import { wallTime } from '../domain/run-clock.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';

/** Lines of a log that an error quotes. */
export const quotedLines = 50;

/** `engine.log` of a run: every line with the time at which it came, by the run's anchor. */
export type EngineLog = {
  add(line: string): void;
  tail(): LogTail;
  /** Everything added is in the file afterwards. */
  close(): Promise<void>;
};

export function engineLogPath(run: RunContext): string {
  return join(run.folder, 'engine.log');
}

/** Opens the log. A write that fails is noted once and ends the writing: a full disk must not kill the engine's stop. */
export async function openEngineLog(run: RunContext, world: World): Promise<EngineLog> {
  const file = await world.files.openAppend(engineLogPath(run));
  const tail: LogTail = { lines: [], lastAtMs: null };
  let pending = '';
  let writing: Promise<void> | null = null;
  let failed = false;

  async function write(): Promise<void> {
    while (pending !== '') {
      const text = pending;
      pending = '';
      await file.append(text);
    }
  }
  function startWriting(): void {
    writing ??= write()
      .catch((error: Error) => {
        failed = true;
        run.note({ event: 'engineLogFailed', message: error.message });
      })
      .finally(() => {
        writing = null;
      });
  }
  return {
    add(line) {
      tail.lines.push(line);
      if (tail.lines.length > quotedLines) tail.lines.shift();
      const elapsedMs = run.elapsedMs();
      tail.lastAtMs = elapsedMs;
      if (failed) return;
      pending += `${wallTime(run.clock, elapsedMs).toISOString()} ${line}\n`;
      startWriting();
    },
    tail: () => ({ lines: [...tail.lines], lastAtMs: tail.lastAtMs }),
    async close() {
      while (writing !== null) await writing;
      await file.close();
    },
  };
}
