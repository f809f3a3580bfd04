import { clientShareText } from '../../domain/client-share-text.ts';
import type { Statistics } from '../../domain/statistics.ts';
import { number, share, unknown } from '../format.ts';

function ms(us: number | null): string {
  return us === null ? unknown : number(us / 1000);
}

function clockText({ clock, priority, wallStepUs }: Statistics['client']): string {
  const source =
    clock === 'kernel'
      ? 'the kernel stamps every arrival'
      : 'time after each read: the lateness of the client is inside';
  const preferred = priority === null || priority === 'normal' ? [] : [`scheduled before other work (${priority})`];
  return [source, ...preferred, ...(wallStepUs === 0 ? [] : [`wall clock stepped by ${number(wallStepUs)} µs`])].join(
    '; ',
  );
}

function calibrationText({ share: { calibratedAt }, chunksPerS }: Statistics['client']): string {
  if (calibratedAt === null) return 'none: its own part of TTFT is not known';
  const { concurrency, chunksPerS: calibrated } = calibratedAt;
  return `at ${concurrency} streams, ${number(calibrated)} chunks/s (this cell: ${number(chunksPerS)} chunks/s)`;
}

/** The load generator in a cell, as named lines: its own part of the figures first. What is not known is left out. */
export function clientLines(statistics: Statistics): { name: string; value: string }[] {
  const { client } = statistics;
  const { readerLagUs: lag } = client;
  const gc = `${ms(client.gcPauseTotalUs)} ms in all, longest ${ms(client.gcPauseMaxUs)} ms`;
  return [
    { name: 'client: its own part', value: clientShareText(statistics) ?? unknown },
    { name: 'client: instants', value: clockText(client) },
    { name: 'client: calibrated', value: calibrationText(client) },
    {
      name: 'client: reads after arrival, ms',
      value: lag.p99 === null ? unknown : `p50 ${ms(lag.p50)}, p99 ${ms(lag.p99)}, at most ${ms(lag.max)}`,
    },
    { name: 'client: reads with several chunks', value: share(client.coalescedShare) },
    { name: 'client: first tokens read with later ones', value: share(client.blurredFirstTokensShare) },
    { name: 'client: CPU, % of one core', value: number(client.cpuMeanPercent) },
    { name: 'client: its CPUs busy by anybody, %', value: number(client.cpusBusyPercent) },
    { name: 'client: CPU seconds a million chunks', value: number(client.cpuPerMillionChunksS) },
    { name: 'client: garbage collection', value: gc },
  ].filter(({ value }) => value !== unknown);
}
