import type { Statistics } from '../../../domain/statistics.ts';
import { busy, clocks, isOnGpu, memory } from './machine.ts';
import { price } from './price.ts';
import { atATime, latencies, tokens, waiting } from './traffic.ts';
import type { Side } from './words.ts';

const questions = [tokens, atATime, waiting, latencies, busy, memory, clocks, price];

function caption({ figureWindow: window }: Statistics): string {
  if (window === null) return 'Client, engine and machine while the load ran';
  const { kind, fromS, toS } = window;
  const which = kind === 'steady' ? 'the steady window' : 'the load (it has no steady window)';
  const at = `second ${fromS.toFixed(1)} to ${toS.toFixed(1)} of the load`;
  return `Client, engine and machine over the same seconds: ${which}, ${at}`;
}

function titles(statistics: Statistics): Record<Side, string> {
  const processor = isOnGpu(statistics) ? 'GPU' : 'CPU of the engine (no GPU read)';
  return { client: 'client', engine: 'engine, by its own word', processor, host: 'machine' };
}

/** Client, engine, GPU or CPU, and machine side by side; sides and questions that nobody answers are left out. */
export function telemetryTable(statistics: Statistics) {
  const rows = questions.map((ask) => ask(statistics));
  const names = titles(statistics);
  const sides = (Object.keys(names) as Side[]).filter((side) => rows.some((row) => (row[side] ?? '') !== ''));
  const answered = rows.filter((row) => sides.some((side) => (row[side] ?? '') !== ''));
  return {
    caption: caption(statistics),
    heads: ['', ...sides.map((side) => names[side])],
    rows: answered.map((row) => [row.question, ...sides.map((side) => row[side] ?? '')]),
  };
}
