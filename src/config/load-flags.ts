import type { BenchRequest } from '../domain/request.ts';
import { kindHasRate } from '../domain/shape.ts';
import type { Mistakes } from './mistakes.ts';

/** What the flags say of a test's load; `undefined`: nothing. The schema of the suite judges the values. */
export type FlaggedLoad = { concurrency: number } | { load: Record<string, unknown> } | undefined;

type LoadFlags = Pick<BenchRequest, 'concurrency' | 'ratePerS' | 'load' | 'burstiness'>;

function kindOf({ load, ratePerS, burstiness }: LoadFlags): string | null {
  if (load !== null) return load;
  if (burstiness !== null) return 'gamma';
  return ratePerS === null ? null : 'poisson';
}

/** --concurrency, --rate, --load and --burstiness as keys of a test. What cannot go together is a mistake. */
export function flaggedLoad(request: LoadFlags, mistakes: Mistakes): FlaggedLoad {
  const { concurrency, ratePerS, burstiness } = request;
  const kind = kindOf(request);
  if (kind === null) return concurrency === null ? undefined : { concurrency };
  if (kind === 'concurrency') {
    if (ratePerS !== null) mistakes.add('USAGE', '--load concurrency is a closed loop: it has no --rate');
    return { load: { kind, ...(concurrency === null ? {} : { concurrency }) } };
  }
  if (concurrency !== null) {
    mistakes.add('USAGE', `--concurrency is a closed loop, ${kind} an open one: give one of them`);
  }
  if (ratePerS === null && kindHasRate(kind)) {
    mistakes.add('USAGE', `load ${kind} needs --rate N, requests per second`);
  }
  const rate = ratePerS === null ? {} : { ratePerS };
  return { load: { kind, ...rate, ...(burstiness === null ? {} : { burstiness }) } };
}
