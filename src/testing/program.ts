import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testWorld } from './test-world.ts';

/** Who does what must be done when a test is over; every TestContext is one. */
export type CleanupList = { after(work: () => void): void };

/** A place for one test: results, lock and temporary files of its own, so that tests do not disturb each other. */
export type Place = {
  folder: string;
  resultsDir: string;
  lockDir: string;
  tmpDir: string;
  /** Root of the checkout whose program is run. */
  root: string;
  /** Programs that have not ended; a test that failed midway leaves some. */
  running: Set<ChildProcess>;
};

/** How a program ended; `pid` is the one it had. */
export type Ended = {
  pid: number;
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  place: Place;
};

/** The program while it runs. */
export type Program = {
  pid: number;
  place: Place;
  stdout(): string;
  stderr(): string;
  ended: Promise<Ended>;
  hasEnded(): boolean;
  /** As `kill PID` does. */
  kill(signal: NodeJS.Signals): void;
  /** As Ctrl-C on a terminal does: the signal goes to the whole process group. */
  interrupt(): void;
};

export type ProgramOptions = {
  env?: Record<string, string>;
  /** Put before the program, e.g. `setpriv …`. */
  wrapper?: string[];
  /** Calibrate the load generator first; left out: no, it takes 5 s. */
  calibrates?: boolean;
};

const { root, host } = testWorld();

/** The simulator answers at once and in a few tokens, unless a test says otherwise. */
const fastSimulator = { SIM_TTFT_MS: '5', SIM_ITL_MS: '1', SIM_OUTPUT_TOKENS: '8' };

/** Makes a place and removes it when the test is over. */
export function makePlace(context: CleanupList, checkout = root): Place {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-e2e-'));
  const place = {
    folder,
    resultsDir: join(folder, 'results'),
    lockDir: join(folder, 'lock'),
    tmpDir: join(folder, 'tmp'),
    root: checkout,
    running: new Set<ChildProcess>(),
  };
  for (const each of [place.lockDir, place.tmpDir]) mkdirSync(each);
  context.after(() => {
    // Its watchdog removes what it made.
    for (const child of place.running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return place;
}

/** The environment of this test run without what would steer Dyno, its simulator or its Docker. */
function environmentOf(place: Place, change: Record<string, string>): Record<string, string> {
  const steering = /^(DYNO_|SIM_|BENCHMARK_|COMPOSE_|NODE_OPTIONS$|NODE_TEST)/;
  const own = Object.entries(process.env).filter(([name]) => !steering.test(name)) as [string, string][];
  // DYNO_LOCK_DIR is also the mark by which every descendant of this program is found.
  const ours = { DYNO_LOCK_DIR: place.lockDir, TMPDIR: place.tmpDir, ...fastSimulator };
  return { ...Object.fromEntries(own), ...ours, ...change };
}

function text(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let all = '';
  child[stream]?.setEncoding('utf8').on('data', (piece: string) => {
    all += piece;
  });
  return () => all;
}

/** Starts the real program: `node src/main.ts ARGS…`, in a process group of its own as a shell would. */
export function startProgram(args: string[], place: Place, options: ProgramOptions = {}): Program {
  const words = [...(options.wrapper ?? []), host.nodePath, join(place.root, 'src', 'main.ts'), ...args];
  const child = spawn(words[0] as string, words.slice(1), {
    cwd: place.folder,
    env: environmentOf(place, options.env ?? {}),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [text(child, 'stdout'), text(child, 'stderr')];
  const pid = child.pid as number;
  let over = false;
  place.running.add(child);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      over = true;
      place.running.delete(child);
      resolve({ pid, exitCode, signal, stdout: stdout(), stderr: stderr(), place });
    });
  });
  return {
    ...{ pid, place, stdout, stderr, ended },
    hasEnded: () => over,
    kill: (signal) => void child.kill(signal),
    interrupt: () => void process.kill(-pid, 'SIGINT'),
  };
}

/** `dyno bench` with its results in the test's own place. */
export function startBench(args: string[], place: Place, options: ProgramOptions = {}): Program {
  const own = [
    '--results-dir',
    place.resultsDir,
    ...(options.calibrates === true ? ['--telemetry-cost-pairs', '1'] : ['--no-calibration']),
  ];
  return startProgram(['bench', ...own, ...args], place, options);
}

/** Runs `dyno bench` to its end. */
export function bench(args: string[], place: Place, options: ProgramOptions = {}): Promise<Ended> {
  return startBench(args, place, options).ended;
}

/** Run folders of a place; a results folder that was never made has none. */
export function runFolders(place: Place): string[] {
  try {
    return readdirSync(place.resultsDir).map((name) => join(place.resultsDir, name));
  } catch {
    return [];
  }
}

/** The only run folder of a place. Throws if there is none or more than one. */
export function runFolder(place: Place): string {
  const folders = runFolders(place);
  if (folders.length !== 1 || folders[0] === undefined)
    throw new Error(`expected one run folder in ${place.resultsDir}, found ${folders.length}`);
  return folders[0];
}

function fileOfProcess(pid: string, file: string): string {
  try {
    return readFileSync(join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}

/** Living processes that descend from a program started in this place: they all inherit its lock folder. */
export function descendants(place: Place): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => fileOfProcess(pid, 'environ').split('\0').includes(`DYNO_LOCK_DIR=${place.lockDir}`))
    .map((pid) => `${pid} ${fileOfProcess(pid, 'cmdline').replaceAll('\0', ' ')}`);
}
