import type { LedgerEntry } from '../domain/run-context.ts';
import type { World } from '../world.ts';

export type LedgerProcess = Extract<LedgerEntry, { kind: 'process' }>;
type ProcessWorld = Pick<World, 'processes' | 'clock'>;

/** Time to flush records after SIGTERM, and to vanish after SIGKILL. */
const graceMs = 1500;
const killMs = 5000;
const intervalMs = 50;

/** Processes of a ledger that still live. The start time is compared: a pid alone may be a stranger's by now. */
export function livingProcesses(ledger: LedgerEntry[], world: ProcessWorld): LedgerProcess[] {
  return ledger.filter(
    (entry) => entry.kind === 'process' && world.processes.isAlive(entry.pid, entry.startTicks),
  ) as LedgerProcess[];
}

async function awaitEnd(ledger: LedgerEntry[], limitMs: number, world: ProcessWorld): Promise<void> {
  const deadlineMs = world.clock.monotonicMs() + limitMs;
  while (livingProcesses(ledger, world).length > 0 && world.clock.monotonicMs() < deadlineMs) {
    await world.clock.sleep(intervalMs);
  }
}

/** Ends what lives of a ledger: asked first, then killed. Never throws; who looks afterwards sees what is left. */
export async function endProcesses(ledger: LedgerEntry[], world: ProcessWorld): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', killMs],
  ] as const) {
    for (const { pid } of livingProcesses(ledger, world)) {
      try {
        world.processes.kill(pid, signal);
      } catch {
        // Not ours to end (another user's): the check lists it.
      }
    }
    await awaitEnd(ledger, limitMs, world);
  }
}
