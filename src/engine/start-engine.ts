import type { StartedEngine } from '../domain/engine-life.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import type { World } from '../world.ts';
import { startContainer } from './container.ts';
import { useEndpoint } from './endpoint.ts';
import { type InstallLog, openInstallLog } from './install-log.ts';
import { startProcess } from './process.ts';

/**
 * Starts the engine of a plan, or takes the one that already runs. It is not ready yet.
 * What a failed start leaves behind is removed by the clean-up, by label and ledger.
 */
export async function startEngine(plan: Plan, run: RunContext, world: World): Promise<StartedEngine> {
  const log = await openInstallLog(run, world);
  try {
    return await startTarget(plan, log, run, world);
  } finally {
    await log.close();
  }
}

async function startTarget(plan: Plan, log: InstallLog, run: RunContext, world: World): Promise<StartedEngine> {
  const { target } = plan;
  switch (target.kind) {
    case 'container':
      return startContainer(plan, target, log, run, world);
    case 'endpoint':
      await log.line(`nothing to install: ${target.url} already runs`);
      return useEndpoint(plan, target, world);
    case 'process':
      await log.line(`nothing to install: starting ${target.command} as a child process`);
      return startProcess(plan, target, run, world);
  }
}
