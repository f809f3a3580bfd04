/** A source of numbers in [0, 1), the same for the same seed on every machine. */
export type Random = () => number;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough to order prompts; not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A new array in random order (Fisher-Yates, as in Durstenfeld 1964). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const keyed = items.slice();
  for (let last = keyed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = keyed[last] as T;
    keyed[last] = keyed[other] as T;
    keyed[other] = kept;
  }
  return keyed;
}
