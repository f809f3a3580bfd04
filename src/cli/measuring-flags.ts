import type { Flag } from './flags.ts';

/** Flags of every command that plans a measurement: what is measured, where, and by how much. */
export const measuring = {
  engine: {
    type: 'text',
    placeholder: 'NAME',
    help: 'engine to measure; left out: the best one this machine can run',
    example: '--engine sglang',
  },
  model: { type: 'text', placeholder: 'NAME', help: 'model alias of engines/models.yaml', example: '--model qwen3-8b' },
  suite: {
    type: 'text',
    placeholder: 'NAME|FILE',
    help: 'suite of k6/suites/, or a file of your own; left out: quick on a CPU, default on a GPU',
    example: '--suite quick',
  },
  test: {
    type: 'list',
    placeholder: 'TEST',
    help: 'only this test (throughput, json_struct, low_latency); may be given again',
    example: '--test throughput',
  },
  concurrency: {
    type: 'count',
    placeholder: 'N',
    help: 'requests in flight, for the tests chosen by --test, else for throughput',
    example: '--concurrency 32',
  },
  rate: {
    type: 'amount',
    placeholder: 'N',
    help: 'open loop: N requests per second by a schedule, for the same tests; poisson unless --load says otherwise',
    example: '--rate 20',
  },
  load: {
    type: 'text',
    placeholder: 'KIND',
    help: 'how requests are released: constant-rate, poisson or gamma with --rate, burst (all at once), concurrency',
    example: '--load burst',
  },
  burstiness: {
    type: 'amount',
    placeholder: 'B',
    help: 'of the gaps between requests (gamma): 1 is poisson, below 1 burstier, above 1 smoother',
    example: '--rate 20 --burstiness 0.5',
  },
  'batch-size': {
    type: 'count',
    placeholder: 'N',
    help: 'prompts in one /v1/completions call, for the same tests',
    example: '--batch-size 8',
  },
  'max-num-seqs': {
    type: 'count',
    placeholder: 'N',
    help: 'sequences the engine may run at once',
    example: '--max-num-seqs 200',
  },
  runs: { type: 'count', placeholder: 'N', help: 'repeats of each cell, for the same tests', example: '--runs 5' },
  limit: {
    type: 'count',
    placeholder: 'N',
    help: 'at most N requests per cell, for a quick look',
    example: '--limit 20',
  },
  set: {
    type: 'list',
    placeholder: 'PATH=VALUE',
    help: 'override any key of the suite; may be given again',
    example: '--set tests.low_latency.maxTokens=32',
  },
  endpoint: {
    type: 'text',
    placeholder: 'URL',
    help: 'measure a server that already runs; no Docker is needed',
    example: '--endpoint http://127.0.0.1:8000',
  },
  'key-file': {
    type: 'text',
    placeholder: 'FILE',
    help: "file with the endpoint's key; or put the key into DYNO_API_KEY",
    example: '--key-file ~/.secrets/pod-key',
  },
  header: {
    type: 'list',
    placeholder: '"NAME: VALUE"',
    help: 'header for the endpoint; may be given again; it is kept in the results, so no secrets here',
    example: '--header "X-Tenant: lab"',
  },
  'ca-file': {
    type: 'text',
    placeholder: 'FILE',
    help: 'PEM file of the authorities to trust for an https endpoint, in place of the usual ones',
    example: '--ca-file /etc/lab/ca.pem',
  },
  insecure: {
    type: 'switch',
    placeholder: '',
    help: 'do not check the certificate of an https endpoint',
    example: '--insecure',
  },
  proxy: {
    type: 'text',
    placeholder: 'URL',
    help: 'HTTP proxy to the endpoint; proxy variables are never used',
    example: '--proxy http://127.0.0.1:3128',
  },
  'request-template': {
    type: 'text',
    placeholder: 'FILE',
    help: 'template of the request body, for a server with another API; it must still stream as OpenAI does',
    example: '--request-template my-body.hbs',
  },
  'request-path': {
    type: 'text',
    placeholder: 'PATH',
    help: 'where requests of the template are sent; left out: /v1/chat/completions',
    example: '--request-path /v1/generate',
  },
  profile: {
    type: 'switch',
    placeholder: '',
    help: "the engine's own profiler looks on; such figures are not for comparison",
    example: '--profile --limit 32',
  },
  offline: {
    type: 'switch',
    placeholder: '',
    help: 'fetch nothing: image and model must be on this machine; DYNO_OFFLINE=1 says the same',
    example: '--offline',
  },
} as const satisfies Record<string, Flag>;
