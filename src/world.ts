import type { DockerClient } from './docker/client.ts';
import type { Route } from './domain/endpoint-access.ts';

/** Time. Durations come from the monotonic clock only; the wall clock names things. */
export type Clock = {
  /** Milliseconds on the machine's own monotonic clock, the same in every process; its zero means nothing. */
  monotonicMs(): number;
  now(): Date;
  /** Waits; ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** Files. Paths are absolute. A failed write throws RESULTS_WRITE_FAILED with path and cause. */
export type Files = {
  readText(path: string): Promise<string>;
  /**
   * Text of a small file that the kernel makes (/proc, /sys), at once; null where it cannot be read. A tenth of the CPU
   * of `readText`, which asks a thread four times. Not for files on a disk: nothing else goes on meanwhile.
   */
  readNow(path: string): string | null;
  /** Lines of a text file, one at a time, without holding the file. A cut last line is given like any other. */
  lines(path: string): AsyncIterable<string>;
  exists(path: string): Promise<boolean>;
  /** Names in a folder, sorted; empty for a missing folder. */
  list(path: string): Promise<string[]>;
  makeFolder(path: string): Promise<void>;
  /** Creates a folder that must not exist; false if it does. */
  claimFolder(path: string): Promise<boolean>;
  /** temp -> fsync -> rename -> fsync folder: readers see the old or the new content, never a mix. */
  writeAtomic(path: string, content: string | Uint8Array): Promise<void>;
  /** Opens an append log. `sync` makes what was appended so far durable. */
  openAppend(path: string): Promise<AppendFile>;
  /** Creates a file only if it is not there (a lock); false if it is. */
  createExclusive(path: string, content: string): Promise<boolean>;
  /** A new folder for temporary files that only this user can read. */
  makePrivateFolder(): Promise<string>;
  remove(path: string): Promise<void>;
  /** Gives a file another name in the same volume; what stood there is replaced. */
  rename(from: string, to: string): Promise<void>;
  /** Content of a file in pieces, without holding it. */
  pieces(path: string): AsyncIterable<Uint8Array>;
  /** Size of a file; null for a missing one. */
  sizeBytes(path: string): Promise<number | null>;
  freeBytes(path: string): Promise<number>;
};
export type AppendFile = {
  append(content: string | Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
};

/** How a child process ended. */
export type ChildExit = { exitCode: number | null; signal: string | null };

/** A running child process. */
export type Child = {
  pid: number;
  stdoutLines: AsyncIterable<string>;
  exit: Promise<ChildExit>;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
};

/** Output of a finished command. */
export type CommandResult = { exitCode: number | null; stdout: string; stderr: string };

export type CommandOptions = {
  cwd?: string;
  /** Added to the environment of this process; undefined takes a name out. */
  env?: Record<string, string | undefined>;
  timeoutMs?: number;
  signal?: AbortSignal;
};

export type Processes = {
  /** Runs a command to its end; a non-zero exit is a result, not an error. Throws TOOL_MISSING if it cannot be found. */
  run(command: string, args: string[], options?: CommandOptions): Promise<CommandResult>;
  /** Starts a child in a process group of its own, so that Ctrl-C on the terminal reaches only Dyno. */
  start(
    command: string,
    args: string[],
    options: CommandOptions & { stderrFile?: string; stdoutFile?: string; cpuSet?: string | null },
  ): Child;
  /** Starts a process that outlives Dyno and reads its stdin until Dyno dies or closes it. */
  startDetached(
    command: string,
    args: string[],
    options?: CommandOptions,
  ): { pid: number; write(line: string): void; close(): void };
  /** True while a process with this pid and this start time lives. */
  isAlive(pid: number, startTicks: string): boolean;
  /** Start time of a process in kernel ticks; null when there is none. */
  startTicks(pid: number): string | null;
  kill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
};

export type HttpResponse = { status: number; headers: Record<string, string>; text: string };
export type HttpRequest = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  timeoutMs: number;
  signal?: AbortSignal;
  /** Left out: direct, and certificates as the machine trusts them. */
  route?: Route;
  /** Of `fetch`: a longer answer is given up where it is longer. Left out: no limit. */
  maxBytes?: number;
};

export type Http = {
  /**
   * One request, whole answer; rejects with a plain Error (its `code` as Node gives it) if there is none, and where it
   * is longer than `maxBytes`.
   */
  fetch(url: string, request: HttpRequest): Promise<HttpResponse>;
  /** Streams a POST answer; yields text pieces as they arrive. */
  stream(url: string, request: HttpRequest): Promise<{ status: number; pieces: AsyncIterable<string> }>;
  /**
   * One GET of something large; follows redirects. `timeoutMs` is the longest silence, not the length of the whole;
   * `headers` go to the first host only.
   */
  download(url: string, request: HttpRequest): Promise<Download>;
  /**
   * Answers on 127.0.0.1 only; port 0: any free one. Never keeps the process alive. Rejects with a plain Error (its
   * `code` as Node gives it) where the port cannot be had.
   */
  serve(port: number, answer: (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>): Promise<Serving>;
};

/** The answer to a download: its bytes as they come, compressed or not as the server sends them. */
export type Download = { status: number; headers: Record<string, string>; bytes: AsyncIterable<Uint8Array> };

/** A request to a server of ours. `host`: as the client named it, which need not be where it came to. */
export type ServedRequest = { method: string; path: string; host: string };
/** The answer. A body in pieces goes on until it ends or the client goes away. */
export type ServedAnswer = { status: number; headers: Record<string, string>; body: string | AsyncIterable<string> };
export type Serving = {
  port: number;
  /** Ends what is still being answered, after `graceMs` at the latest. */
  close(graceMs: number): Promise<void>;
};

/** What the user sees. stdout carries results, stderr progress and warnings. */
export type Terminal = {
  isTty: boolean;
  color: boolean;
  columns: number;
  out(text: string): void;
  err(text: string): void;
};

/** This process and its machine. */
export type Host = {
  pid: number;
  uid: number | null;
  hostname: string;
  platform: string;
  arch: string;
  cpus: number;
  cpuModel: string | null;
  memoryBytes: number;
  osRelease: string;
  nodeVersion: string;
  nodePath: string;
};

/** Everything outside the program. Made once, in main.ts. */
export type World = {
  /** Folder of the repository. */
  root: string;
  clock: Clock;
  files: Files;
  env: Record<string, string | undefined>;
  host: Host;
  terminal: Terminal;
  /** Aborts on the first SIGINT or SIGTERM; its reason is a DynoError INTERRUPTED or TERMINATED. */
  stop: AbortSignal;
  processes: Processes;
  http: Http;
  docker: DockerClient;
};
