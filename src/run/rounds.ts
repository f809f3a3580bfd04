/** One step of a sequence of runs: which engine, in which round. */
export type Step = { engine: string; round: number };

/**
 * The order in which engines are run: A B C, then C B A, then A B C… Each engine is measured once a round, and a drift of
 * the machine (heat, a neighbour) meets the engines from both sides instead of always hitting the last one.
 */
export function interleaved(engines: readonly string[], rounds: number): Step[] {
  return Array.from({ length: rounds }, (_, index) => {
    const order = index % 2 === 0 ? engines : engines.toReversed();
    return order.map((engine) => ({ engine, round: index + 1 }));
  }).flat();
}
