import type { RunClock } from './run-clock.ts';

/** Something a run is about to create, or a process it started. Written down before it exists. */
export type LedgerEntry =
  | { kind: 'container' | 'network' | 'volume'; name: string }
  /** A file or folder outside the run folder that must not outlive the run: a key. */
  | { kind: 'file'; name: string }
  | { kind: 'process'; name: string; pid: number; startTicks: string };

/** The list of everything a run creates; clean-up works from it and from labels. */
export type Ledger = { record(entry: LedgerEntry): Promise<void> };

/** An event of the run, a line of `events.ndjson`. */
export type RunEvent = { event: string; [key: string]: unknown };

/** What every stage may know about the run it works for. */
export type RunContext = {
  id: string;
  /** Absolute path of the run folder. */
  folder: string;
  /** Labels that every Docker object of the run carries: dyno.run and dyno.owner. dyno.purpose is added per object. */
  labels: Record<string, string>;
  ledger: Ledger;
  /** The anchor that the run's offsets count from. */
  clock: RunClock;
  /** Milliseconds since the anchor, on the monotonic clock. */
  elapsedMs(): number;
  /** Appends to events.ndjson; never throws. */
  note(event: RunEvent): void;
  /** One line of progress for the user (stderr). */
  say(line: string): void;
};
