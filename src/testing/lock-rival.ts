// A process of lock.test.ts: takes the lock when told to go and keeps it until told to end.
import { once } from 'node:events';
import { asDynoError } from '../errors.ts';
import { takeLock } from '../results/lock.ts';
import { testWorld } from './test-world.ts';

const world = testWorld();
process.send?.('ready');
await once(process, 'message');
const attempt = await takeLock(`rival-${process.pid}`, world).catch((error: unknown) => asDynoError(error));
process.send?.('code' in attempt ? attempt.code : 'won');
await once(process, 'message');
if ('release' in attempt) await attempt.release();
process.disconnect();
