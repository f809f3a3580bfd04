import { hostname } from 'node:os';
import type { Run } from '../domain/run.ts';

/** A run.json of a run that is loading, owned by a process that cannot live (start tick 1 is the kernel's). */
export function exampleRun(change: Partial<Run> = {}): Run {
  return {
    version: 1,
    id: '2026-11-22T14-07-00Z_sim_sim-1',
    state: 'loading',
    title: 'simulated engine, no container',
    startedAt: '2026-11-22T14:07:00.000Z',
    clock: null,
    endedAt: null,
    dynoVersion: '0.1.0',
    gitCommit: null,
    planHash: 'sha256:00',
    owner: { host: hostname(), pid: 2, startTicks: '1' },
    command: ['bench', '--engine', 'sim'],
    image: null,
    profiled: false,
    networkPath: null,
    cellsDone: [],
    errors: [],
    startup: [],
    sequence: null,
    startupTold: [],
    cleanup: null,
    exitCode: null,
    ...change,
  };
}
