// Entry of the watchdog process, started by startWatchdog: node watchdog-main.ts RUN_ID RUN_FOLDER, the pipe on stdin.
import { createInterface } from 'node:readline';
import { makeWorld } from '../real-world.ts';
import { watchRun } from './watchdog.ts';

const [runId, folder] = process.argv.slice(2);
if (runId === undefined || folder === undefined) process.exit(2);
// It ends when its work is done, not when someone signals a group that it happens to be in.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const world = makeWorld(new AbortController().signal);
await watchRun(runId, folder, createInterface({ input: process.stdin }), world).catch(() => {
  process.exitCode = 1;
});
process.exit();
