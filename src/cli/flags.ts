import { compareFlags } from './compare-flags.ts';
import { measuring } from './measuring-flags.ts';

/** A flag of the command line. `count` is a whole number, `amount` any above 0; `list` may be given several times. */
export type Flag = {
  type: 'text' | 'count' | 'amount' | 'list' | 'switch';
  placeholder: string;
  help: string;
  example: string;
};

const resultsDir = {
  type: 'text',
  placeholder: 'DIR',
  help: 'where run folders go; left out: results/',
  example: '--results-dir /data/bench',
} as const satisfies Flag;

const json = {
  type: 'switch',
  placeholder: '',
  help: 'result as JSON on stdout',
  example: '--json',
} as const satisfies Flag;

export const flags = {
  ...measuring,
  'results-dir': resultsDir,
  'no-calibration': {
    type: 'switch',
    placeholder: '',
    help: 'do not measure the load generator first (5 s): its own part of the latencies is then unknown',
    example: '--no-calibration',
  },
  live: {
    type: 'switch',
    placeholder: '',
    help: 'a page on this machine that shows the run while it goes on, with /metrics for Prometheus beside it',
    example: '--live',
  },
  'live-port': {
    type: 'count',
    placeholder: 'N',
    help: 'the same on port N; left out: 8099, or any that is free where that is in use',
    example: '--live-port 9000',
  },
  'telemetry-cost-pairs': {
    type: 'count',
    placeholder: 'N',
    help: 'loads at full speed, N with telemetry and N without, that tell what it costs (4 s a pair; default 2)',
    example: '--telemetry-cost-pairs 20',
  },
  strict: {
    type: 'switch',
    placeholder: '',
    help: 'a verdict WARN ends with exit code 3, as INVALID does; of compare the WARN of any side',
    example: '--strict',
  },
  engines: {
    type: 'list',
    placeholder: 'NAME,NAME…',
    help: 'engines of bench-all, in this order; left out: vllm, sglang and trtllm, and without a GPU llamacpp and those of vllm-cpu and sglang-cpu whose image is here',
    example: '--engines vllm,sglang',
  },
  rounds: {
    type: 'count',
    placeholder: 'N',
    help: 'measure each engine N times, in the order A B C, C B A, …: figures are then medians with a range',
    example: '--rounds 2',
  },
  'no-aggregation': {
    type: 'switch',
    placeholder: '',
    help: 'leave the comparison folder out',
    example: '--no-aggregation',
  },
  'skip-setup': {
    type: 'switch',
    placeholder: '',
    help: 'trust what is there: no image is pulled, an engine without its image is listed and left out (with make: no set-up either)',
    example: '--skip-setup',
  },
  comparison: {
    type: 'switch',
    placeholder: '',
    help: 'bring the run folders given together in a new comparison folder',
    example: '--comparison',
  },
  command: {
    type: 'text',
    placeholder: 'NAME',
    help: 'with engines: the line that starts this engine where no Docker can run, and the one that measures it',
    example: '--command vllm',
  },
  ...compareFlags,
  'dry-run': { type: 'switch', placeholder: '', help: 'show the plan and stop', example: '--dry-run' },
  all: {
    type: 'switch',
    placeholder: '',
    help: 'also what runs of other machines left, and what does not say whose it is',
    example: '--all',
  },
  json,
} as const satisfies Record<string, Flag>;
export type FlagName = keyof typeof flags;

const measuringNames = Object.keys(measuring) as FlagName[];
/** What only a server that already runs needs, and the one engine of `bench`. */
const single: FlagName[] = ['engine', 'endpoint', 'key-file', 'header', 'ca-file', 'insecure', 'proxy'];

/** A command: what it does, what it takes. */
export type CommandHelp = { summary: string; operands: string; flags: FlagName[]; example: string };

export const commands = {
  bench: {
    summary: 'run the tests on one engine and write a report',
    operands: '',
    flags: [
      ...measuringNames,
      'results-dir',
      'no-calibration',
      'telemetry-cost-pairs',
      'strict',
      'live',
      'live-port',
      'dry-run',
      'json',
    ],
    example: './dyno bench --engine llamacpp --test throughput',
  },
  'bench-all': {
    summary: 'run the tests on several engines one after another and compare them',
    operands: '',
    flags: [
      ...(['engines', 'rounds', 'no-aggregation', 'skip-setup'] as const),
      ...measuringNames.filter((name) => !single.includes(name)),
      ...(['results-dir', 'no-calibration', 'telemetry-cost-pairs', 'strict'] as const),
      ...(['live', 'live-port', 'dry-run', 'json'] as const),
    ],
    example: './dyno bench-all --engines sim-vllm,sim-sglang --suite demo --rounds 2',
  },
  plan: {
    summary: 'show every cell that bench would run; starts nothing',
    operands: '',
    flags: [...measuringNames, 'json'],
    example: './dyno plan --engine vllm',
  },
  doctor: {
    summary: 'is this machine fit, and if not, what mends it',
    operands: '',
    flags: ['json'],
    example: './dyno doctor',
  },
  engines: {
    summary: 'what can run here, or why not; with --command, how to start an engine by hand',
    operands: '',
    flags: ['command', 'model', 'suite', 'set', 'json'],
    example: './dyno engines --command vllm --model qwen3-8b',
  },
  report: {
    summary: 'make reports again: of runs from their samples, of comparisons from their runs',
    operands: 'DIR…',
    flags: ['comparison', 'strict', 'results-dir', 'json'],
    example: './dyno report results/2026-11-22T14-07-00Z_llamacpp_dyno-1m',
  },
  compare: {
    summary: 'faster, slower or no difference shown? Of runs (repeats: DIR,DIR) or a comparison',
    operands: 'DIR DIR…',
    flags: [
      ...(['baseline', 'write-baseline', 'metric', 'min-effect', 'fail-on'] as const),
      ...(['anyway', 'strict', 'junit', 'markdown', 'json'] as const),
    ],
    example: "./dyno compare results/OLD results/NEW --fail-on 'regression>5%'",
  },
  dataset: {
    summary: 'prompts and schemas: list what there is, fetch NAME, check that what is here is whole',
    operands: 'list|fetch|check [NAME|FILE…]',
    flags: ['json'],
    example: './dyno dataset fetch sharegpt',
  },
  clean: {
    summary: 'remove what a killed run left behind',
    operands: '',
    flags: ['results-dir', 'dry-run', 'all', 'json'],
    example: './dyno clean --dry-run',
  },
} as const satisfies Record<string, CommandHelp>;
export type CommandName = keyof typeof commands;
