import { isOpen, type Shape } from '../domain/shape.ts';

/** A level as a folder name: c8, poisson-200, gamma-20-b0.5, burst. */
function shortName(shape: Shape): string {
  if (!isOpen(shape)) return `c${shape.concurrency}`;
  const rate = 'ratePerS' in shape ? `-${shape.ratePerS}` : '';
  const burstiness = 'burstiness' in shape ? `-b${shape.burstiness}` : '';
  return `${shape.kind}${rate}${burstiness}`;
}

/**
 * Folder names of a test's levels, in their order; null where there is one level only, which needs no folder. Levels
 * that differ in maxInFlight alone say it too: poisson-200-max4.
 */
export function levelNames(levels: readonly Shape[]): (string | null)[] {
  if (levels.length < 2) return levels.map(() => null);
  const short = levels.map(shortName);
  return levels.map((shape, index) => {
    const name = short[index] as string;
    const shared = short.filter((other) => other === name).length > 1;
    return shared && isOpen(shape) ? `${name}-max${shape.maxInFlight}` : name;
  });
}
