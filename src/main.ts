import { runCli } from './cli.ts';
import { DynoError, type ErrorCode, exitCodes } from './errors.ts';
import { makeWorld } from './real-world.ts';

/**
 * The first signal asks to stop and keeps partial results, the second leaves at once
 * (the watchdog then removes what is left).
 */
function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  const listen = (signal: 'SIGINT' | 'SIGTERM', code: ErrorCode, exitCode: number) => {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      process.stderr.write('\ndyno: stopping; partial results are kept; press Ctrl-C again to leave now\n');
      controller.abort(new DynoError(code, `stopped by ${signal}`));
    });
  };
  listen('SIGINT', 'INTERRUPTED', exitCodes.sigint);
  listen('SIGTERM', 'TERMINATED', exitCodes.sigterm);
  return controller.signal;
}

/** A pipe takes a long result in pieces; leaving before its last one would cut it. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

const exitCode = await runCli(process.argv.slice(2), makeWorld(stopOnSignals()));
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// Open sockets of a lost daemon must not keep the program alive once everything is done.
process.exit(exitCode);
