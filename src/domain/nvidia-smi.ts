/** What `nvidia-smi` can be asked for as CSV: the GPUs, or the processes that compute on them. */
export type SmiQuery = 'gpu' | 'compute-apps';

/** Answers that stand for "the driver does not know": `[N/A]`, `[Not Supported]`, `[Insufficient Permissions]` … */
const unknownValue = /^(\[.*\]|N\/A|)$/;

/** Arguments of `nvidia-smi`. `device`: index or UUID of one GPU; null: every GPU that it sees. */
export function smiArguments(query: SmiQuery, fields: readonly string[], device: string | null = null): string[] {
  const of = device === null ? [] : [`--id=${device}`];
  return [...of, `--query-${query}=${fields.join(',')}`, '--format=csv,noheader,nounits'];
}

/**
 * Reads the lines of an answer, a GPU or process each; what the driver does not know is null. Lines with fewer values
 * than were asked for are no answers (nvidia-smi writes its errors to stdout). The last field may hold commas.
 */
export function readSmi<F extends string>(output: string, fields: readonly F[]): Record<F, string | null>[] {
  return output.split('\n').flatMap((line) => {
    const parts = line.split(',');
    if (parts.length < fields.length) return [];
    const last = fields.length - 1;
    const values = [...parts.slice(0, last), parts.slice(last).join(',')].map((part) => part.trim());
    const entries = fields.map((field, index) => [
      field,
      unknownValue.test(values[index] ?? '') ? null : values[index],
    ]);
    return [Object.fromEntries(entries) as Record<F, string | null>];
  });
}

/** A value as a number, also of a bit mask ("0x0000000000000004") and a performance state ("P0"); null: it is none. */
export function smiNumber(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const number = Number(text.replace(/^P(?=\d)/, ''));
  return text === '' || Number.isNaN(number) ? null : number;
}

/** nvidia-smi counts memory in MiB. */
export function smiBytes(text: string | null | undefined): number | null {
  const mebibytes = smiNumber(text);
  return mebibytes === null ? null : mebibytes * 1024 ** 2;
}

/** The field for which nvidia-smi refused a whole query, because this driver does not know it; null: it did not. */
export function refusedField(output: string): string | null {
  return /^Field "([^"]+)" is not a valid field to query/m.exec(output)?.[1] ?? null;
}
