import type { WorkItem } from '../../domain/load-plan.ts';
import type { Sample } from '../../domain/sample.ts';
import { percentilesOf, sorted, standardErrors } from './block-bootstrap.ts';
import { blockOf, latenciesOf, okInOrder } from './request-figures.ts';
import type { Estimate } from './two-means.ts';

/** One run of a cell: its records, and what was asked, by id of the request. */
export type AskedRun = { samples: readonly Sample[]; items: ReadonlyMap<string, WorkItem['meta']> };

/** Under this share of pairs the percentiles of a side and of its pairs may be two things. */
const leastPaired = 0.9;
const fewestBlocks = 8;

function samePrompts(one: WorkItem['meta'] | undefined, other: WorkItem['meta'] | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (
    one.promptIds.join('\n') === other.promptIds.join('\n') &&
    one.schema === other.schema &&
    JSON.stringify(one.asked) === JSON.stringify(other.asked)
  );
}

/** Requests of both runs that asked the same and went well, in the order of the workload; null: too few of all. */
function pairs(a: AskedRun, b: AskedRun): { a: Sample; b: Sample }[] | null {
  const others = new Map(okInOrder(b.samples).map((sample) => [sample.id, sample]));
  // By id, so that A against B and B against A draw the same pairs.
  const mine = okInOrder(a.samples).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const found = mine.flatMap((sample) => {
    const other = others.get(sample.id);
    if (other === undefined || !samePrompts(a.items.get(sample.id), b.items.get(sample.id))) return [];
    return [{ a: sample, b: other }];
  });
  return found.length < leastPaired * Math.max(mine.length, others.size) ? null : found;
}

/**
 * Differences of the logarithms of latency percentiles, by name of the metric, over pairs of requests with the very same
 * prompt: blocks of pairs are drawn anew, so that what differs from prompt to prompt falls out. Null where A and B did not
 * ask the same, or too little for it.
 */
export function pairedRequests(a: AskedRun, b: AskedRun, metrics: readonly string[]): Map<string, Estimate> | null {
  const both = pairs(a, b);
  if (both === null) return null;
  const block = Math.max(blockOf(both.map((pair) => pair.a)), blockOf(both.map((pair) => pair.b)));
  const blocks = Math.floor(both.length / block);
  if (blocks < fewestBlocks) return null;
  const found = new Map<string, Estimate>();
  const everyOnce = new Uint32Array(both.length).fill(1);
  for (const { names, ps, of } of latenciesOf(metrics)) {
    const [one, other] = [sorted(both.map((pair) => of(pair.a))), sorted(both.map((pair) => of(pair.b)))];
    const differences = (weights: Uint32Array) => {
      const [low, high] = [percentilesOf(one, weights, ps), percentilesOf(other, weights, ps)];
      return ps.map((_, index) => logRatio(high[index] ?? null, low[index] ?? null));
    };
    const ses = standardErrors(both.length, block, differences);
    for (const [index, difference] of differences(everyOnce).entries()) {
      const [se, name] = [ses[index], names[index]];
      if (difference !== null && se !== null && se !== undefined && name !== undefined)
        found.set(name, { difference, se, df: blocks - 1 });
    }
  }
  return found;
}

function logRatio(above: number | null, below: number | null): number | null {
  return above === null || below === null || above <= 0 || below <= 0 ? null : Math.log(above / below);
}
