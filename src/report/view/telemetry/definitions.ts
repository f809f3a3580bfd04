import type { EngineResult } from '../../../domain/engine-result.ts';

const lines = [
  'The seconds: those of the steady window, in which tokens a second are counted; without one, from the first send to the last end. Nothing outside them enters.',
  'Means, percentiles and "at most" are over the readings in these seconds. CPU and rates are averages since the reading before, and count for as long as they stand; power lies on straight lines between readings.',
  'What grew in the window, by a counter: evenly between two readings, so only the edges are estimates; counters of the engine do not grow before the first send and after the last end. A counter that fell (a restart) says nothing.',
  "Mean latencies of the engine: growth of the sum / growth of the count of its own histogram. It counts from a request's arrival; the difference to the client is the way there and back, and the sending of the answer.",
  'Prefix cache: tokens found / tokens looked up where the engine counts both, else cached / all prompt tokens, else its own average; the words say which.',
  "Energy: growth of the GPU's own counter, else its power integrated by the trapezoid rule. Not told where readings cover less than 90 % of the window. It is that of the whole board, idle power included. A token: energy / output tokens that the client read in the same seconds.",
  'GPU seconds for 1,000 output tokens: GPUs x 1,000 / output tokens a second. USD for a million: price of a GPU hour / output tokens of an hour. Beside the figure of the steady window stands that of the whole run, which has ramp and drain in it.',
  'CPU seconds for 1,000 output tokens: CPU time of the container or process of the engine in the window / output tokens of it.',
];

/** How the figures of engine and machine are made; empty for a run of a version that had none. */
export function telemetryDefinitions({ benchmarks }: EngineResult): string[] {
  const cells = Object.values(benchmarks).flat();
  return cells.some(({ statistics }) => statistics.figureWindow !== null) ? lines : [];
}
