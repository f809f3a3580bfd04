import type { Owner } from '../domain/run.ts';
import type { World } from '../world.ts';

/** dead: its process is gone. foreign: it ran on another machine, where we cannot look. unknown: no readable owner. */
export type OwnerState = 'live' | 'dead' | 'foreign' | 'unknown';

/** Says whether the owner of a run still lives. */
export function ownerState(owner: Owner | null, world: Pick<World, 'processes' | 'host'>): OwnerState {
  if (owner === null) return 'unknown';
  if (owner.host !== world.host.hostname) return 'foreign';
  return world.processes.isAlive(owner.pid, owner.startTicks) ? 'live' : 'dead';
}
