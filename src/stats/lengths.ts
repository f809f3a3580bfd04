import type { Sample } from '../domain/sample.ts';
import type { AskedRequest } from '../domain/sample-set.ts';
import type { LengthsCompared, Statistics } from '../domain/statistics.ts';
import { mean } from './distribution.ts';

/** What was asked of one request and what the server's usage says of it. */
type Pair = { asked: number; got: number | null };

function span(values: number[]): LengthsCompared['asked'] | null {
  const average = mean(values);
  if (average === null) return null;
  const [min, max] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return { min, mean: average, max };
}

function compared(pairs: Pair[]): LengthsCompared | null {
  const asked = span(pairs.map((pair) => pair.asked));
  if (asked === null) return null;
  const known = pairs.flatMap((pair) => (pair.got === null ? [] : [{ asked: pair.asked, got: pair.got }]));
  const off = known.map((pair) => pair.got - pair.asked);
  return {
    asked,
    got: span(known.map(({ got }) => got)),
    requests: pairs.length,
    told: known.length,
    asAsked: off.filter((difference) => difference === 0).length,
    meanOff: mean(off),
    mostOff: off.reduce<number | null>(
      (most, each) => (Math.abs(each) > Math.abs(most ?? 0) ? each : (most ?? each)),
      null,
    ),
  };
}

/**
 * Lengths that the suite asked for beside those that the server's usage tells, over the ok requests. Null where it
 * asked for none.
 */
export function lengths(ok: Sample[], items: Map<string, AskedRequest>): Statistics['lengths'] {
  const asking = ok.flatMap((sample) => {
    const asked = items.get(sample.id)?.meta.asked;
    return asked === undefined ? [] : [{ sample, asked }];
  });
  const input = asking.flatMap(({ sample, asked }): Pair[] =>
    asked.inputTokens === null ? [] : [{ asked: asked.inputTokens, got: sample.inputTokens }],
  );
  const output = asking.flatMap(({ sample, asked }): Pair[] =>
    asked.outputTokens === null ? [] : [{ asked: asked.outputTokens, got: sample.outputTokens }],
  );
  if (asking.length === 0) return null;
  const about = asking.some(({ asked }) => asked.counted === 'about');
  return { counted: about ? 'about' : 'exactly', input: compared(input), output: compared(output) };
}
