import type { Distribution, Statistics } from '../domain/statistics.ts';

type Columns = Record<string, string | number | null>;

/** `ttft`, 99.9 -> `ttft_p99_9`. */
function columnOf(name: string, p: number): string {
  return `${name}_p${String(p).replace('.', '_')}`;
}

function ofOne(name: string, distribution: Distribution | null): Columns {
  const columns: Columns = { [`${name}_count`]: distribution?.count ?? null };
  for (const p of [50, 90, 95, 99, 99.9]) {
    const found = distribution?.percentiles.find((entry) => entry.p === p);
    columns[`${columnOf(name, p)}_ms`] = found?.value ?? null;
    columns[`${columnOf(name, p)}_low_ms`] = found?.low ?? null;
    columns[`${columnOf(name, p)}_high_ms`] = found?.high ?? null;
  }
  return columns;
}

function withheld(name: string, distribution: Distribution | null): string[] {
  if (distribution === null || distribution.count === 0) return [];
  return distribution.percentiles.filter(({ insufficient }) => insufficient).map(({ p }) => columnOf(name, p));
}

/**
 * Latency in a line of a CSV file: how many values, every percentile with its 95 % interval, and by name those that
 * are empty because there are too few values for them. ICL pools the gaps of all requests. Response latency counts from
 * the intended send (open loop only).
 */
export function latencyColumns({ ttftMs, tpotMs, e2eMs, iclMs, longestGapMs, openLoop, ...s }: Statistics): Columns {
  const all: [string, Distribution | null][] = [
    ['ttft', ttftMs],
    ['tpot', tpotMs],
    ['e2e', e2eMs],
    ['icl', iclMs],
    ['longest_gap', longestGapMs],
    ['response_ttft', openLoop?.responseTtftMs ?? null],
    ['response_e2e', openLoop?.responseE2eMs ?? null],
  ];
  return {
    ...Object.assign({}, ...all.map(([name, distribution]) => ofOne(name, distribution))),
    tpot_by_token_ms: s.tpotByTokenMs,
    insufficient: all.flatMap(([name, distribution]) => withheld(name, distribution)).join(' ') || null,
  };
}
