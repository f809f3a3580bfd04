import type { MeasuredCell } from '../../domain/engine-result.ts';
import { e2eMs, responseE2eMs, responseTtftMs, tpotMs, ttftMs } from '../../domain/request-metrics.ts';
import type { Sample } from '../../domain/sample.ts';
import { isOpen, type Shape } from '../../domain/shape.ts';

/** Latencies of the ok requests of a cell, one value a request that has it; what runs are pooled from. */
export type RequestLatencies = {
  ttftMs: Float64Array;
  tpotMs: Float64Array;
  e2eMs: Float64Array;
  /** From the intended send; null in a closed loop. */
  responseTtftMs: Float64Array | null;
  responseE2eMs: Float64Array | null;
};

/** A measured cell with what is needed to pool it with its repeats; it is kept in memory, not in a file. */
export type AnalysedCell = MeasuredCell & { latencies: RequestLatencies };

function known(ok: Sample[], of: (sample: Sample) => number | null): Float64Array {
  return Float64Array.from(ok.map(of).filter((value) => value !== null));
}

/** The latencies of a cell's samples. */
export function requestLatencies(samples: Sample[], shape: Shape): RequestLatencies {
  const ok = samples.filter(({ outcome }) => outcome === 'ok');
  const open = isOpen(shape);
  return {
    ttftMs: known(ok, ttftMs),
    tpotMs: known(ok, tpotMs),
    e2eMs: known(ok, e2eMs),
    responseTtftMs: open ? known(ok, responseTtftMs) : null,
    responseE2eMs: open ? known(ok, responseE2eMs) : null,
  };
}
