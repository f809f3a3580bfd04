import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineHealth, ReadyEngine } from '../domain/engine-life.ts';
import { dropAnchor } from '../domain/run-clock.ts';
import type { LedgerEntry, RunContext, RunEvent } from '../domain/run-context.ts';
import { realClock } from '../world/clock.ts';
import type { Child, World } from '../world.ts';

/** A simulator that runs as a child of the test, as an engine that is ready. */
export type SimEngine = { engine: ReadyEngine; child: Child; stop(): Promise<void> };

/** Reads on to the end: a simulator whose log nobody takes would stop at a full pipe. */
function simUrl(child: Child): Promise<string> {
  const found = Promise.withResolvers<string>();
  const follow = async () => {
    for await (const line of child.stdoutLines) {
      const url = /ready, model \S+ at (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) found.resolve(url);
    }
    found.reject(new Error('the simulator ended before it was ready'));
  };
  void follow();
  return found.promise;
}

/** An engine that is ready at an address, whoever answers there. */
export function exampleEngine(url: string): ReadyEngine {
  return {
    kind: 'process',
    url,
    networkPath: 'loopback',
    containerId: null,
    pid: null,
    image: null,
    cpuSets: { engine: null, loadGenerator: null },
    phases: [],
    health: async () => ({ alive: true }),
    logTail: async () => ({ lines: [], lastAtMs: null }),
    stop: async () => undefined,
    readyAtMs: 0,
    version: null,
    models: ['dyno-sim'],
    selfReport: {},
  };
}

/** Starts `.tools/sim` on a free port with the flags given. */
export async function startSim(args: string[], world: World): Promise<SimEngine> {
  const child = world.processes.start(
    join(world.root, '.tools', 'sim'),
    ['--port', '0', '--model', 'dyno-sim', ...args],
    {},
  );
  const url = await simUrl(child);
  let ended: EngineHealth | null = null;
  const exit = child.exit.then(({ exitCode }) => {
    ended = { alive: false, exitCode, oomKilled: false, lastLines: ['the last words of the engine'], why: 'it exited' };
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await exit;
  };
  const engine = { ...exampleEngine(url), pid: child.pid, health: async () => ended ?? { alive: true as const }, stop };
  return { engine, child, stop };
}

/** The context of a run in a folder of its own; what it notes down is kept. */
export function exampleRunContext(): RunContext & { ledgerEntries: LedgerEntry[]; events: RunEvent[] } {
  const ledgerEntries: LedgerEntry[] = [];
  const events: RunEvent[] = [];
  return {
    id: 'test',
    folder: mkdtempSync(join(tmpdir(), 'dyno-run-')),
    labels: {},
    ledger: {
      async record(entry) {
        ledgerEntries.push(entry);
      },
    },
    clock: dropAnchor(realClock()),
    elapsedMs: () => 0,
    note: (event) => events.push(event),
    say: () => undefined,
    ledgerEntries,
    events,
  };
}
