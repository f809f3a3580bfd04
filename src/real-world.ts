import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDockerClient } from './docker/make-client.ts';
import { realClock } from './world/clock.ts';
import { realFiles } from './world/files.ts';
import { realHost, realTerminal } from './world/host.ts';
import { realHttp } from './world/http.ts';
import { realProcesses } from './world/processes.ts';
import type { World } from './world.ts';

/** Makes the World of this process. `stop` aborts when the user or the system asks to stop. */
export function makeWorld(stop: AbortSignal): World {
  return {
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    clock: realClock(),
    files: realFiles(),
    env: process.env,
    host: realHost(),
    terminal: realTerminal(),
    stop,
    processes: realProcesses(),
    http: realHttp(),
    docker: makeDockerClient(process.env),
  };
}
