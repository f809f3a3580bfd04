import type { CrossCheck, CrossChecked } from '../../domain/cross-check.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { count, number, share, unknown } from '../format.ts';

const questions: Record<CrossChecked, string> = {
  outputTokens: 'output tokens',
  promptTokens: 'prompt tokens',
  requests: 'requests',
  ttftMeanMs: 'TTFT, mean ms',
  inFlightMean: 'in flight on average',
};

/** Counts differ by a share of the client's, the others by an amount. */
function row({ what, client, engine, apart, limit, why }: CrossCheck): string[] {
  const counted = what !== 'ttftMeanMs' && what !== 'inFlightMean';
  const text = counted ? count : number;
  const relative = (by: number) => (client === null || client === 0 ? unknown : share(Math.abs(by) / client));
  const difference = (by: number | null) => (by === null ? unknown : counted ? relative(by) : number(Math.abs(by)));
  return [questions[what], text(client), text(engine), why ?? difference(apart), difference(limit)];
}

/** What client and engine both know, side by side; null where the engine told nothing of it. */
export function crossCheckTable({ crossChecks }: Statistics) {
  if (crossChecks.every(({ engine }) => engine === null)) return null;
  return {
    heads: ['cross-check', 'client', 'engine', 'apart', 'limit'],
    rows: crossChecks.filter(({ engine }) => engine !== null).map(row),
  };
}
