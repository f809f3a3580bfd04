import { DynoError, type ErrorCode } from '../errors.ts';

/** Collects every mistake before giving up, so that a user mends them in one go. */
export type Mistakes = {
  add(code: ErrorCode, ...lines: string[]): void;
  /** Throws if there was any; the first one's code decides. */
  throwIfAny(): void;
};

export function collectMistakes(): Mistakes {
  const found: { code: ErrorCode; line: string }[] = [];
  return {
    add: (code, ...lines) => {
      for (const line of lines) found.push({ code, line });
    },
    throwIfAny: () => {
      const first = found[0];
      if (first === undefined) return;
      const lines = found.map(({ line }) => line);
      if (lines.length === 1) throw new DynoError(first.code, first.line);
      throw new DynoError(first.code, `${lines.length} mistakes:`, { detail: lines });
    },
  };
}
