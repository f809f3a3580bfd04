import { resolve } from 'node:path';
import type { BenchRequest } from '../domain/request.ts';
import type { Parsed } from './parse.ts';

/** The load generator, which reads these files too, has another working folder. */
function absolute(path: string | null): string | null {
  return path === null ? null : resolve(path);
}

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
    keyFile: absolute(parsed.text('key-file')),
    headers: parsed.list('header'),
    caFile: absolute(parsed.text('ca-file')),
    insecure: parsed.on('insecure'),
    proxy: parsed.text('proxy'),
    requestTemplate: parsed.text('request-template'),
    requestPath: parsed.text('request-path'),
    profile: parsed.on('profile'),
    offline: parsed.on('offline'),
    resultsDir: parsed.text('results-dir'),
  };
}
