import type { CsvValue } from '../csv.ts';

/** Text of a file that the kernel makes; null where there is none. */
export type ReadText = (path: string) => string | null;

/** Some columns of host.csv and where they come from. What this machine does not tell is null. */
export type HostPart = {
  columns: readonly string[];
  read(): Record<string, CsvValue> | Promise<Record<string, CsvValue>>;
};
