/** What the user asked for on the command line, before anything is looked up. Null: not said. */
export type BenchRequest = {
  engine: string | null;
  model: string | null;
  suite: string | null;
  tests: string[];
  concurrency: number | null;
  /** Open loop: requests per second. */
  ratePerS: number | null;
  /** Kind of load, as in a suite. */
  load: string | null;
  burstiness: number | null;
  batchSize: number | null;
  maxNumSeqs: number | null;
  runs: number | null;
  limit: number | null;
  /** `a.b=c` overrides of suite keys, in order. */
  set: string[];
  endpoint: string | null;
  keyFile: string | null;
  /** `Name: value` headers for an endpoint. */
  headers: string[];
  resultsDir: string | null;
};
