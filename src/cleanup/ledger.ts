import { join } from 'node:path';
import { z } from 'zod';
import type { Ledger, LedgerEntry } from '../domain/run-context.ts';
import type { World } from '../world.ts';

const entrySchema = z.union([
  z.strictObject({ kind: z.enum(['container', 'network', 'volume']), name: z.string() }),
  z.strictObject({ kind: z.literal('file'), name: z.string() }),
  z.strictObject({ kind: z.literal('process'), name: z.string(), pid: z.number().int(), startTicks: z.string() }),
]);

function ledgerPath(folder: string): string {
  return join(folder, 'ledger.ndjson');
}

/**
 * Opens `ledger.ndjson` of a run folder. `record` returns only when the line is on disk: a thing that is created
 * before its line is safe may be one that nobody knows of. Throws RESULTS_WRITE_FAILED.
 */
export async function openLedger(
  folder: string,
  world: Pick<World, 'files'>,
): Promise<Ledger & { close(): Promise<void> }> {
  const file = await world.files.openAppend(ledgerPath(folder));
  return {
    async record(entry) {
      await file.append(`${JSON.stringify(entry)}\n`);
      await file.sync();
    },
    close: () => file.close(),
  };
}

/** What a run wrote down; a missing ledger is empty. A line that is no entry (cut by a kill) is left out. */
export async function readLedger(folder: string, world: Pick<World, 'files'>): Promise<LedgerEntry[]> {
  const text = await world.files.readText(ledgerPath(folder)).catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
