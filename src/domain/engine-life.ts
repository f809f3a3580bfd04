import type { Phase } from './run.ts';

/** Image that a container was made from. `digest` is null for an image built here. */
export type ImageIdentity = { reference: string; id: string; digest: string | null };

/** Is the engine still there, and if not, how did it end? */
export type EngineHealth =
  | { alive: true }
  | { alive: false; exitCode: number | null; oomKilled: boolean; lastLines: string[]; why: string };

/** The end of the engine's log while it lives: at most 50 lines, and when the last one came (run clock; null: unknown). */
export type LogTail = { lines: string[]; lastAtMs: number | null };

/** An engine that was started (or already ran) and may be asked whether it is ready. */
export type StartedEngine = {
  kind: 'container' | 'endpoint' | 'process';
  /** scheme://host:port of the engine as this machine reaches it. */
  url: string;
  /** How requests reach it, in words for the result. */
  networkPath: string;
  containerId: string | null;
  pid: number | null;
  image: ImageIdentity | null;
  /** CPU sets as the kernel writes them ("0", "1-3"); null where there were not cores enough. */
  cpuSets: { engine: string | null; loadGenerator: string | null };
  /** Phases known so far; log marks add more while it starts. */
  phases: Phase[];
  health(): Promise<EngineHealth>;
  /** Tells a slow start from a stuck one. Empty for an endpoint: its log is not ours. */
  logTail(): Promise<LogTail>;
  /** Stops the engine and waits for its end; the log is complete afterwards. Idempotent. */
  stop(): Promise<void>;
};

/** An engine that is alive, serves the right model and has streamed a real token. Only this one can be loaded. */
export type ReadyEngine = StartedEngine & {
  readyAtMs: number;
  version: string | null;
  models: string[];
  selfReport: Record<string, unknown>;
};
