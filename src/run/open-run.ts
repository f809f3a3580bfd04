import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { openLedger } from '../cleanup/ledger.ts';
import { startWatchdog, type Watchdog } from '../cleanup/watchdog.ts';
import { runLabels } from '../domain/labels.ts';
import type { Observe } from '../domain/live-event.ts';
import type { Plan } from '../domain/plan.ts';
import type { Owner, Run } from '../domain/run.ts';
import { dropAnchor } from '../domain/run-clock.ts';
import { createRunFolder } from '../results/run-folder.ts';
import { startRunRecord } from '../results/run-record.ts';
import type { World } from '../world.ts';
import { watchGpu } from './gpu/watch.ts';
import { observedProgress, observedRecord } from './observed.ts';
import { makeProgress } from './progress.ts';
import type { Session } from './session.ts';

/** What the caller of a run says beside the plan. */
export type RunOptions = {
  /** Absolute path of the folder that takes run folders. */
  resultsDir: string;
  /** Arguments that make the same run again. */
  command: string[];
  dynoVersion: string;
  /** Measure the load generator first. */
  calibrates: boolean;
  /** Pairs of loads with and without telemetry, when it does. */
  telemetryCostPairs: number;
  /** A verdict WARN gives the exit code of INVALID. */
  strict: boolean;
  /** Folder with a key that was made for this run and must not outlive it; null for none. */
  keyFolder: string | null;
  /** Its place among the runs of one bench-all; null for a run of its own. */
  sequence: Run['sequence'];
  /** Told what happens in the run; left out where nobody watches. */
  observe?: Observe | undefined;
};

/** A session with what must be closed at its end. */
export type OpenRun = { session: Session; watchdog: Watchdog; close(): Promise<void> };

function ownerOf(world: World): Owner {
  const { pid, hostname } = world.host;
  return { host: hostname, pid, startTicks: world.processes.startTicks(pid) ?? '0' };
}

function title({ engine, model, target }: Plan): string {
  const name = target.kind === 'process' ? 'simulated engine, no container' : engine.title;
  return `${name} · ${model.name}`;
}

/** What the folder of a run is called beside its time; of several rounds each names its own. */
function folderName({ engine, model }: Plan, { sequence }: RunOptions): string {
  const round = sequence === null || sequence.rounds === 1 ? [] : [`round-${sequence.round}`];
  return [engine.name, model.name, ...round].join('_');
}

async function gitCommit(world: World): Promise<string | null> {
  const result = await world.processes
    .run('git', ['rev-parse', 'HEAD'], { cwd: world.root, timeoutMs: 5_000 })
    .catch(() => null);
  return result?.exitCode === 0 ? result.stdout.trim() : null;
}

async function firstRecord(id: string, plan: Plan, options: RunOptions, owner: Owner, world: World) {
  const clock = dropAnchor(world.clock);
  return {
    version: 1 as const,
    id,
    state: 'preflight' as const,
    title: title(plan),
    startedAt: new Date(clock.unixMs).toISOString(),
    clock,
    endedAt: null,
    dynoVersion: options.dynoVersion,
    gitCommit: await gitCommit(world),
    planHash: plan.hash,
    owner,
    command: options.command,
    image: null,
    profiled: plan.profile,
    networkPath: null,
    sequence: options.sequence,
    startup: [],
    startupTold: [],
    cellsDone: [],
    errors: [],
    cleanup: null,
    exitCode: null,
  } satisfies Run;
}

/** Opens the run folder, its record and ledger, and the watchdog, before anything else of the run exists. */
export async function openRun(plan: Plan, options: RunOptions, world: World): Promise<OpenRun> {
  const folder = await createRunFolder(options.resultsDir, folderName(plan, options), world);
  const owner = ownerOf(world);
  // Folders of one second in two results folders have the same name; what Docker holds is removed by this id alone.
  const id = `${basename(folder)}.${owner.pid}`;
  const first = await firstRecord(id, plan, options, owner, world);
  const observe = options.observe ?? (() => undefined);
  const record = observedRecord(await startRunRecord(folder, first, world), observe);
  observe({ kind: 'run', run: first, plan, clock: first.clock });
  // Without aliases: a reader takes a hundred of them at most, and cells share their settings.
  await world.files.writeAtomic(join(folder, 'plan.yaml'), stringify(plan, { aliasDuplicateObjects: false }));
  const ledger = await openLedger(folder, world);
  if (options.keyFolder !== null) await ledger.record({ kind: 'file', name: options.keyFolder });
  const watchdog = startWatchdog(id, folder, world);
  const progress = observedProgress(makeProgress(world), observe);
  const run = {
    id,
    folder,
    labels: runLabels(id, owner),
    ledger,
    clock: first.clock,
    elapsedMs: record.elapsedMs,
    note: record.note,
    say: progress.say,
  };
  const close = async () => {
    progress.close();
    await ledger.close();
    await record.close();
  };
  const { calibrates, telemetryCostPairs, strict } = options;
  const gpu = watchGpu(plan, run, world);
  const session = { plan, run, record, progress, observe, calibrates, telemetryCostPairs, strict, gpu };
  return { session, watchdog, close };
}
