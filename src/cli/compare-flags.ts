import type { Flag } from './flags.ts';

/** Flags that only `compare` takes. */
export const compareFlags = {
  baseline: {
    type: 'text',
    placeholder: 'FILE',
    help: 'file of --write-baseline that stands for A',
    example: '--baseline baseline.json',
  },
  'write-baseline': {
    type: 'text',
    placeholder: 'FILE',
    help: 'keep the last side in a file, for later runs to be compared with',
    example: '--write-baseline baseline.json',
  },
  metric: {
    type: 'list',
    placeholder: 'NAME',
    help: 'only this metric; may be given again. Fewer comparisons show smaller differences',
    example: '--metric ttft_p99 --metric outputTokensPerS',
  },
  'min-effect': {
    type: 'amount',
    placeholder: 'PERCENT',
    help: 'smaller differences are not asked about; left out: 1, because times are proved to 1 % (make bench-truth)',
    example: '--min-effect 3',
  },
  'fail-on': {
    type: 'list',
    placeholder: 'RULE',
    help: 'what ends with exit code 9; may be given again; left out: any regression that is shown',
    example: "--fail-on 'regression>5%' --fail-on 'ttft_p99>10%'",
  },
  anyway: {
    type: 'switch',
    placeholder: '',
    help: 'compare also what did other work or ran on another machine; the differences stand on top',
    example: '--anyway',
  },
  junit: {
    type: 'text',
    placeholder: 'FILE',
    help: 'the answers as JUnit XML: a regression is a failure, a test that cannot be compared an error',
    example: '--junit compare.xml',
  },
  markdown: {
    type: 'text',
    placeholder: 'FILE',
    help: 'the answers as a Markdown summary for a pull request',
    example: '--markdown summary.md',
  },
} as const satisfies Record<string, Flag>;
