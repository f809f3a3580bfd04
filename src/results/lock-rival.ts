// A process of lock.test.ts: takes the lock when told to go and keeps it until told to end.
import { once } from 'node:events';
import { asDynoError } from '../errors.ts';
import { realClock } from '../world/clock.ts';
import { realFiles } from '../world/files.ts';
import { realHost } from '../world/host.ts';
import { realProcesses } from '../world/processes.ts';
import { takeLock } from './lock.ts';

const world = {
  files: realFiles(),
  processes: realProcesses(),
  host: realHost(),
  clock: realClock(),
  env: process.env,
};
process.send?.('ready');
await once(process, 'message');
const attempt = await takeLock(`rival-${process.pid}`, world).catch((error: unknown) => asDynoError(error));
process.send?.('code' in attempt ? attempt.code : 'won');
await once(process, 'message');
if ('release' in attempt) await attempt.release();
process.disconnect();
