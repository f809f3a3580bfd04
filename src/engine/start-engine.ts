import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';
import { startContainer } from './container.ts';
import { useEndpoint } from './endpoint.ts';
import { startProcess } from './process.ts';

/**
 * Starts the engine of a plan, or takes the one that already runs. It is not ready yet.
 * What a failed start leaves behind is removed by the clean-up, by label and ledger.
 */
export async function startEngine(plan: Plan, run: RunContext, world: World): Promise<StartedEngine> {
  const { target } = plan;
  switch (target.kind) {
    case 'container':
      return startContainer(plan, target, run, world);
    case 'endpoint':
      return useEndpoint(plan, target, world);
    case 'process':
      return startProcess(plan, target, run, world);
  }
}
