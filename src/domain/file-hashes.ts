import { z } from 'zod';

/** `hashes.json` of a run or a cell: what its files were when the run had written them. */
export const fileHashesSchema = z.strictObject({
  version: z.literal(1),
  files: z
    .record(z.string().regex(/^\w[\w.-]*$/), z.string())
    .describe('name of a file beside this one -> sha256 of its content'),
});
export type FileHashes = z.infer<typeof fileHashesSchema>;

/** Files that are not what the run wrote, by their paths in the run folder. */
export type ChangedFiles = { changed: string[]; missing: string[] };
