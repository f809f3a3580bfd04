import type { ComparedTest, Comparison } from '../../domain/comparison.ts';
import type { MeasuredCell } from '../../domain/engine-result.ts';
import type { Figure } from '../../domain/figure.ts';
import { count } from '../format.ts';
import type { ComparedResult } from './csv.ts';

/** A longer name is cut in a caption; the legend and the pages have the whole of it. */
const mostCharacters = 40;

/** Engines that measured something, in the order that gives each its colour in every chart. */
export function measuredEngines({ engines }: Comparison): string[] {
  return engines.filter(({ state }) => state === 'measured').map(({ engine }) => engine);
}

/** The cells behind one engine's figures in a test. */
export function cellsOf(test: ComparedTest, engine: string, results: ComparedResult[]): MeasuredCell[] {
  const named = test.engines.find((one) => one.engine === engine)?.cells ?? [];
  return named.flatMap(({ folder, cell }) => {
    const result = results.find((one) => one.folder === folder)?.result;
    const all = result === undefined ? [] : Object.values(result.benchmarks).flat();
    return all.filter(({ statistics }) => statistics.cell.id === cell);
  });
}

/** The figures of these metrics that some engine has in some of these tests. */
export function figuresOf(tests: ComparedTest[], metrics: string[]): Figure[] {
  const all = tests.flatMap(({ engines }) => engines.flatMap(({ figures }) => metrics.map((name) => figures[name])));
  return all.flatMap((figure) => (figure === undefined || figure.value === null ? [] : [figure]));
}

/** How many samples each engine gave, e.g. "n: vllm 1,200, sglang 1,180"; engines without one are left out. */
export function countsWords(counts: [string, number][]): string {
  const short = (name: string) => (name.length > mostCharacters ? `${name.slice(0, mostCharacters)}…` : name);
  const known = counts.filter(([, samples]) => samples > 0);
  return `n: ${known.map(([engine, samples]) => `${short(engine)} ${count(samples)}`).join(', ')}`;
}

/** The ok requests behind each engine's figures in some tests, in the same words. */
export function okWords(tests: ComparedTest[], engines: string[]): string {
  const of = (engine: string) =>
    tests.reduce((sum, test) => sum + (test.engines.find((one) => one.engine === engine)?.requests.used ?? 0), 0);
  return countsWords(engines.map((engine) => [engine, of(engine)]));
}
