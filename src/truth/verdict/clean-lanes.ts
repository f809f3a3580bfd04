import type { BenchRequest } from '../../domain/request.ts';
import type { Lane } from './measure-verdicts.ts';

/** Answers of about 80 ms whose times scatter as an engine's do. */
const pace = ['--start-delay-ms', '0', '--ttft-ms', '40', '--itl-ms', '3', '--jitter', '0.2'];
const prose = [...pace, '--output-tokens', '8-18'];
/** JSON answers are as long as their schema wants; their twins, without it, as long as this. */
const json = [...pace, '--output-tokens', '40-60'];
const throughput = { tests: ['throughput'] };

/** 6 s of load at each level; every request is prepared that can be sent in this time. */
const closed: Partial<BenchRequest> = {
  ...throughput,
  set: [
    ...['tests.throughput.concurrency=[2,4,8]', 'tests.throughput.durationS=6'],
    'tests.throughput.warmupRequests=8',
  ],
};

/** 6 s of arrivals by a schedule; about three requests are in flight. */
function open(load: string, change: Partial<BenchRequest> = {}): Partial<BenchRequest> {
  const set = ['tests.throughput.requests=240', 'tests.throughput.warmupRequests=8'];
  return { ...throughput, load, ratePerS: 40, set, ...change };
}

const single: Partial<BenchRequest> = { tests: ['low_latency'], set: ['tests.low_latency.requests=150'] };
const structured: Partial<BenchRequest> = {
  tests: ['json_struct'],
  set: ['tests.json_struct.requests=160', 'tests.json_struct.enforcementRequests=10'],
};

type Load = { name: string; simArgs: string[]; request: Partial<BenchRequest>; cells: number };

/** Loads of a lane, with the cells that one run of it has. */
const loads: Load[] = [
  { name: 'closed loop', simArgs: prose, request: closed, cells: 3 },
  { name: 'poisson', simArgs: prose, request: open('poisson'), cells: 1 },
  { name: 'gamma', simArgs: prose, request: open('gamma', { burstiness: 0.5 }), cells: 1 },
  { name: 'constant rate', simArgs: prose, request: open('constant-rate'), cells: 1 },
  { name: 'one at a time', simArgs: prose, request: single, cells: 1 },
  { name: 'JSON', simArgs: json, request: structured, cells: 2 },
];

const engines = ['sim', 'sim-vllm', 'sim-sglang', 'sim-trtllm', 'sim-llamacpp'];

/**
 * Lanes on which nothing is wrong: five engines' ways of speaking, six loads; as many repeats as give at least `cells`
 * cells that are judged by every rule. Each lane has a seed of its own, so that no two see the same jitter.
 */
export function cleanLanes(cells: number): Lane[] {
  const ofOneRun = engines.length * loads.reduce((sum, load) => sum + load.cells, 0);
  const runs = Math.max(1, Math.ceil(cells / ofOneRun));
  return engines.flatMap((engine, row) =>
    loads.map(({ name, simArgs, request }, column) => ({
      name: `${engine}, ${name}`,
      engine,
      simArgs: [...simArgs, '--seed', String(1 + row * loads.length + column)],
      request: { ...request, runs },
    })),
  );
}
