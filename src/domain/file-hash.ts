import { createHash } from 'node:crypto';

/** sha256 of files one after another, without holding them. `pieces` gives the content of one. */
export async function sha256OfFiles(
  paths: readonly string[],
  pieces: (path: string) => AsyncIterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) for await (const piece of pieces(path)) hash.update(piece);
  return hash.digest('hex');
}
