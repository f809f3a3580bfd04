import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { World } from '../world.ts';
import type { CsvValue } from './csv.ts';

/** An answer as it came; `reason` says why there is none, or none that could be read. */
export type RawAnswer = {
  path: string;
  format: 'prometheus' | 'iteration-stats';
  status: number | null;
  reason: string | null;
  text: string | null;
};

/** A good answer in the text format of Prometheus, and not the body of an error. */
export function isPage({ format, reason }: RawAnswer): boolean {
  return format === 'prometheus' && reason === null;
}

const compress = promisify(gzip);

/**
 * What a source said, one JSON line for each reading: t_s, read_ms, unix_ms as in its table, then path, format,
 * status, reason and text. Each line is a gzip member of its own, whole in the file before the next is taken, so a crash loses none;
 * `zcat` reads them all.
 */
export async function openRawLog(path: string, world: Pick<World, 'files'>) {
  const file = await world.files.openAppend(path);
  return {
    async append({ t_s, read_ms, unix_ms }: Record<string, CsvValue>, answer: RawAnswer): Promise<void> {
      await file.append(await compress(`${JSON.stringify({ t_s, read_ms, unix_ms, ...answer })}\n`));
    },
    close: () => file.close(),
  };
}
