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
  /** PEM file of the authorities that an https endpoint's certificate may come from. */
  caFile: string | null;
  /** Do not check the endpoint's certificate. */
  insecure: boolean;
  /** HTTP proxy to the endpoint. */
  proxy: string | null;
  /** Fetch nothing: no image, no model. */
  offline: boolean;
  resultsDir: string | null;
  /** File with the body of a request, a template. */
  requestTemplate: string | null;
  /** The engine's own profiler is to be on. */
  profile: boolean;
  /** Where requests of a template are sent. */
  requestPath: string | null;
};

/** A request that says nothing: everything is left to the suite, the engine and the machine. */
export const emptyRequest: BenchRequest = {
  engine: null,
  model: null,
  suite: null,
  tests: [],
  concurrency: null,
  ratePerS: null,
  load: null,
  burstiness: null,
  batchSize: null,
  maxNumSeqs: null,
  runs: null,
  limit: null,
  set: [],
  endpoint: null,
  keyFile: null,
  headers: [],
  resultsDir: null,
  caFile: null,
  insecure: false,
  proxy: null,
  requestTemplate: null,
  requestPath: null,
  profile: false,
  offline: false,
};
