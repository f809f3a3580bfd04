import { z } from 'zod';
import { DynoError } from '../errors.ts';
import type { Download, World } from '../world.ts';
import { environmentProxy } from './environment-proxy.ts';

/** A server that is silent for so long will not go on. */
const silenceMs = 60_000;
const sayEveryMs = 5_000;

/** What is known of a part: whose it is. A tag ties the rest to the very same content (RFC 9110, 13.1.5). */
const partSchema = z.object({ url: z.string(), etag: z.string().nullable() });
type Part = z.infer<typeof partSchema>;

type FetchWorld = Pick<World, 'files' | 'http' | 'env' | 'clock' | 'terminal' | 'stop'>;

const partOf = (path: string) => `${path}.part`;
const notesOf = (path: string) => `${path}.part.json`;

/** A weak tag ("W/…") promises only similar content, which is not enough to glue two halves. */
function strongTag({ headers }: Download): string | null {
  const tag = headers.etag ?? null;
  return tag?.startsWith('W/') ? null : tag;
}

/** The part of an earlier attempt at the same URL; without a tag of its content it cannot be gone on with. */
async function earlierPart(
  url: string,
  path: string,
  world: FetchWorld,
): Promise<{ bytes: number; etag: string } | null> {
  const bytes = await world.files.sizeBytes(partOf(path));
  if (bytes === null || bytes === 0 || !(await world.files.exists(notesOf(path)))) return null;
  const notes = partSchema.safeParse(JSON.parse(await world.files.readText(notesOf(path))));
  if (!notes.success || notes.data.url !== url || notes.data.etag === null) return null;
  return { bytes, etag: notes.data.etag };
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Bytes that the whole file has by the server's word; null if it does not say. */
function totalBytes(answer: Download, from: number): number | null {
  const range = /\/(\d+)$/.exec(answer.headers['content-range'] ?? '')?.[1];
  if (range !== undefined) return Number(range);
  const length = answer.headers['content-length'];
  return length === undefined ? null : from + Number(length);
}

async function save(answer: Download, from: number, path: string, world: FetchWorld): Promise<number> {
  const total = totalBytes(answer, from);
  const file = await world.files.openAppend(partOf(path));
  let bytes = from;
  let saidMs = world.clock.monotonicMs();
  try {
    for await (const piece of answer.bytes) {
      await file.append(piece);
      bytes += piece.length;
      if (world.clock.monotonicMs() - saidMs < sayEveryMs) continue;
      saidMs = world.clock.monotonicMs();
      world.terminal.err(`  ${mb(bytes)}${total === null ? '' : ` of ${mb(total)}`}\n`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== null && bytes !== total) throw new Error(`${bytes} bytes came, ${total} were promised`);
  return bytes;
}

function failed(url: string, why: string, hint?: string): DynoError {
  return new DynoError('DOWNLOAD_FAILED', `${url}: ${why}`, hint === undefined ? {} : { hint });
}

/** Asks for the file, or for what is missing of it. A server that gives the whole again makes the part useless. */
async function ask(url: string, path: string, world: FetchWorld): Promise<{ answer: Download; from: number }> {
  const part = await earlierPart(url, path, world);
  const range = part === null ? {} : { range: `bytes=${part.bytes}-`, 'if-range': part.etag };
  const caFile = world.env.SSL_CERT_FILE || null;
  const answer = await world.http.download(url, {
    // A compressed body could not be gone on with: its bytes are not those of the file.
    headers: { 'accept-encoding': 'identity', ...range },
    timeoutMs: silenceMs,
    signal: world.stop,
    route: { proxy: environmentProxy(url, world.env), caFile, tlsInsecure: false },
  });
  if (answer.status === 206 && part !== null) {
    world.terminal.err(`  going on at ${mb(part.bytes)}\n`);
    return { answer, from: part.bytes };
  }
  if (answer.status !== 200) {
    const denied = answer.status === 401 || answer.status === 403;
    throw failed(
      url,
      `the server answers ${answer.status}${denied ? ': it wants an account or a licence accepted' : ''}`,
    );
  }
  await world.files.remove(partOf(path));
  return { answer, from: 0 };
}

/**
 * Downloads a file to `path`. A cut download keeps its part, and the next call goes on where it ended. Uses the proxy
 * and the CA bundle that the environment names. Throws DOWNLOAD_FAILED, or the reason of `world.stop`.
 */
export async function downloadFile(url: string, path: string, world: FetchWorld): Promise<void> {
  try {
    const { answer, from } = await ask(url, path, world);
    const notes: Part = { url, etag: strongTag(answer) };
    await world.files.writeAtomic(notesOf(path), JSON.stringify(notes));
    await save(answer, from, path, world);
    await world.files.rename(partOf(path), path);
    await world.files.remove(notesOf(path));
  } catch (error) {
    world.stop.throwIfAborted();
    if (error instanceof DynoError) throw error;
    const kept = await earlierPart(url, path, world);
    const hint = kept === null ? undefined : `the same command goes on at ${mb(kept.bytes)}`;
    throw failed(url, (error as Error).message || String(error), hint);
  }
}
