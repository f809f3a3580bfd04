import { rateMeter } from '../rate-meter.ts';
import type { HostPart, ReadText } from './part.ts';

const kinds = [
  { resource: 'cpu', who: 'some' },
  { resource: 'memory', who: 'some' },
  { resource: 'memory', who: 'full' },
  { resource: 'io', who: 'some' },
  { resource: 'io', who: 'full' },
] as const;

/** Microseconds of stall since boot in a file of /proc/pressure: `some` task, or all of them (`full`), had to wait. */
export function stalledUs(pressure: string, who: 'some' | 'full'): number | null {
  const total = new RegExp(`^${who} .*\\btotal=(\\d+)$`, 'm').exec(pressure)?.[1];
  return total === undefined ? null : Number(total);
}

/** /proc/pressure (Linux 4.20, where it is switched on): share of the time in which work stood still for want of it. */
export function pressure(monotonicMs: () => number, read: ReadText): HostPart {
  const meters = kinds.map((kind) => ({ ...kind, usPerS: rateMeter(monotonicMs) }));
  const column = ({ resource, who }: (typeof kinds)[number]) => `pressure_${resource}_${who}`;
  return {
    columns: kinds.map(column),
    read() {
      const texts = new Map(['cpu', 'memory', 'io'].map((name) => [name, read(`/proc/pressure/${name}`) ?? '']));
      const shares = meters.map(({ usPerS, ...kind }) => {
        const rate = usPerS(stalledUs(texts.get(kind.resource) ?? '', kind.who));
        return [column(kind), rate === null ? null : Math.min(1, rate / 1e6)];
      });
      return Object.fromEntries(shares);
    },
  };
}
