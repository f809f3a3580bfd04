import { printError } from '../cli/print-error.ts';
import { asDynoError, DynoError } from '../errors.ts';
import { makeWorld } from '../real-world.ts';
import type { World } from '../world.ts';

/** Runs the benchmark that an entry is for, as this process: its arguments, its exit code, and an end on a signal. */
export async function runBench(bench: (args: string[], world: World) => Promise<number>): Promise<void> {
  const stop = new AbortController();
  for (const [signal, code] of [['SIGINT', 'INTERRUPTED'] as const, ['SIGTERM', 'TERMINATED'] as const]) {
    process.once(signal, () =>
      stop.abort(new DynoError(code, `stopped by ${signal}`, { hint: 'run it again from the start' })),
    );
  }
  const world = makeWorld(stop.signal);
  try {
    process.exitCode = await bench(process.argv.slice(2), world);
  } catch (thrown) {
    const error = asDynoError(thrown);
    printError(error, world);
    process.exitCode = error.exitCode;
  }
}
