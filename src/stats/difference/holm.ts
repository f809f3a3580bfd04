/**
 * Holm's step-down adjustment (Holm 1979, Scandinavian Journal of Statistics 6): with every adjusted value below 5 % taken
 * as shown, the chance that even one of them is false is below 5 %, whatever their dependence. In the order given.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).toSorted((a, b) => (ps[a] as number) - (ps[b] as number));
  const adjusted = new Array<number>(ps.length).fill(1);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps[index] as number) * (ps.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
