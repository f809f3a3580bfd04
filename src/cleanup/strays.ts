import { join } from 'node:path';
import type { World } from '../world.ts';
import type { LedgerProcess } from './end-processes.ts';

type StrayWorld = Pick<World, 'files' | 'processes'>;

/** NUL-separated words of a file of /proc; empty for a process that is gone or not ours to look into. */
async function words(pid: string, file: string, world: StrayWorld): Promise<string[]> {
  const text = await world.files.readText(join('/proc', pid, file)).catch(() => '');
  return text.split('\0');
}

async function belongsTo(pid: string, runId: string, folder: string | null, world: StrayWorld): Promise<boolean> {
  if ((await words(pid, 'environ', world)).includes(`DYNO_RUN=${runId}`)) return true;
  if (folder === null) return false;
  return (await words(pid, 'cmdline', world)).some((word) => word.startsWith(`DYNO_LOAD=${folder}/`));
}

/**
 * Processes of a run that its ledger may not know, because the orchestrator died between starting one and writing it
 * down: a child carries the run in its environment (DYNO_RUN) or, the load generator, its load plan in its arguments.
 * Linux only; elsewhere empty. Processes of other users cannot be looked into and are left out.
 */
export async function findStrays(runId: string, folder: string | null, world: StrayWorld): Promise<LedgerProcess[]> {
  const found: LedgerProcess[] = [];
  for (const name of await world.files.list('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const startTicks = (await belongsTo(name, runId, folder, world)) ? world.processes.startTicks(pid) : null;
    if (startTicks === null) continue;
    const command = await world.files.readText(join('/proc', name, 'comm')).catch(() => 'process');
    found.push({ kind: 'process', name: command.trim(), pid, startTicks });
  }
  return found;
}
