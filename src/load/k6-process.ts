import { join } from 'node:path';
import type { LoadPlan } from '../domain/load-plan.ts';
import type { RunContext } from '../domain/run-context.ts';
import { DynoError } from '../errors.ts';
import type { Child, World } from '../world.ts';

/** What starting k6 needs to know. `planPath` is the absolute path of a load.json. */
export type K6Start = { planPath: string; plan: LoadPlan; folder: string; cpuSet: string | null };

/** Log of the load generator inside the run folder. */
export const k6LogName = 'k6.log';

/**
 * Starts k6 on a load plan and writes it into the ledger. It must call nobody but the engine: no usage report, no
 * fetched extensions, no summary, and no configuration of the user's own (a HOME without one).
 * Throws TOOL_MISSING where k6 was not built.
 */
export async function startK6(start: K6Start, run: RunContext, world: World): Promise<Child> {
  const binary = join(world.root, '.tools', 'k6');
  if (!(await world.files.exists(binary))) throw new DynoError('TOOL_MISSING', `${binary} is not there`);
  const args = [
    ...['run', '--quiet', '--no-color', '--no-usage-report'],
    ...['--log-format', 'json', '--log-output', 'stderr', '--summary-mode', 'disabled'],
    ...['-e', `DYNO_LOAD=${start.planPath}`],
    join(world.root, 'k6', 'scenarios', `${start.plan.shape.kind}.ts`),
  ];
  const child = world.processes.start(binary, args, {
    cwd: world.root,
    env: {
      // The user's own K6_* settings (another output, another tag) must not change a measurement.
      ...Object.fromEntries(
        Object.keys(world.env).flatMap((name) => (name.startsWith('K6_') ? [[name, undefined]] : [])),
      ),
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      K6_NO_USAGE_REPORT: 'true',
      HOME: start.folder,
      XDG_CONFIG_HOME: start.folder,
    },
    stderrFile: join(run.folder, k6LogName),
    cpuSet: start.cpuSet,
  });
  const startTicks = world.processes.startTicks(child.pid);
  if (startTicks !== null) await run.ledger.record({ kind: 'process', name: 'k6', pid: child.pid, startTicks });
  return child;
}
