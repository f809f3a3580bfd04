import type { BenchRequest } from '../domain/request.ts';
import type { Parsed } from './parse.ts';

/** Flags of `bench` and `plan` as a request. */
export function benchRequest(parsed: Parsed): BenchRequest {
  return {
    engine: parsed.text('engine'),
    model: parsed.text('model'),
    suite: parsed.text('suite'),
    tests: parsed.list('test').flatMap((value) => value.split(',')),
    concurrency: parsed.count('concurrency'),
    ratePerS: parsed.amount('rate'),
    load: parsed.text('load'),
    burstiness: parsed.amount('burstiness'),
    batchSize: parsed.count('batch-size'),
    maxNumSeqs: parsed.count('max-num-seqs'),
    runs: parsed.count('runs'),
    limit: parsed.count('limit'),
    set: parsed.list('set'),
    endpoint: parsed.text('endpoint'),
    keyFile: parsed.text('key-file'),
    headers: parsed.list('header'),
    resultsDir: parsed.text('results-dir'),
  };
}
