import type { LiveState } from '../live/live-state.ts';

function exampleClient(second: number, wave: number): NonNullable<LiveState['client']> {
  return {
    loadMs: second * 1_000,
    planned: 700,
    sent: second * 11 + 8,
    done: second * 11,
    ok: second * 11,
    failed: 0,
    inFlight: 8,
    outputTokens: second * 1_900,
    tokensPerS: 1_900 * wave,
    requestsPerS: 11,
    ttftMs: { p50: 10 * wave, p95: 40 * wave },
    tpotMs: { p50: 4 * wave, p95: 5 * wave },
  };
}

/** A run as the live page sees it `second` seconds after its start: a cell a minute, figures that move a little. */
export function exampleLiveState(second: number): LiveState {
  const cell = Math.floor(second / 60);
  const wave = 1 + Math.sin(second / 5) / 10;
  return {
    unixMs: Date.UTC(2026, 10, 25, 12) + second * 1_000,
    tMs: second * 1_000,
    run: {
      id: '2026-11-25T12-00-00Z_sim_dyno-1m',
      title: 'Simulator · dyno-1m',
      state: 'loading',
      engine: 'Simulator',
      model: 'dyno-1m',
      simulated: true,
      startedAt: '2026-11-25T12:00:00.000Z',
      finished: false,
      reportPath: null,
    },
    cell: {
      id: `throughput/run-${cell + 1}`,
      test: 'throughput',
      level: '8 in flight',
      index: cell + 1,
      total: Math.max(7, cell + 1),
      phase: second % 60 < 3 ? 'warmup' : 'load',
      startedTMs: cell * 60_000,
      durationMs: null,
    },
    client: exampleClient(second % 60, wave),
    engine: { running: 8, waiting: 0, kvUsage: 0.31 * wave },
    gpu: null,
    host: {
      cpuPercent: 90 * wave,
      perCorePercent: [90, 90],
      memoryUsedBytes: 3 * 1024 ** 3,
      engineCpuPercent: 98 * wave,
      engineMemoryBytes: 1024 ** 3,
      clientCpuPercent: 20 * wave,
    },
    cells: Array.from({ length: cell }, (_, index) => ({
      id: `throughput/run-${index + 1}`,
      verdict: 'VALID',
      tokensPerS: 1_900,
      ttftP50Ms: 10,
      tpotP50Ms: 4,
    })),
    says: [{ tMs: 500, line: 'ready after 0.5 s' }],
  };
}
