// An orchestrator for watchdog.docker.test.ts: starts a watchdog and what an engine run has, says so, and waits for its
// end. Arguments: RUN_ID RUN_FOLDER docker|no-docker.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWatchdog } from '../cleanup/watchdog.ts';
import { runLabels } from '../domain/labels.ts';
import { makeDockerObjects, startChild } from './docker-leavings.ts';
import { exampleRun } from './example-run.ts';
import { testWorld } from './test-world.ts';

const [id = '', folder = '', docker = ''] = process.argv.slice(2);
const world = testWorld();
const owner = {
  host: world.host.hostname,
  pid: process.pid,
  startTicks: world.processes.startTicks(process.pid) ?? '0',
};
writeFileSync(join(folder, 'run.json'), JSON.stringify(exampleRun({ id, owner })));
const watchdog = startWatchdog(id, folder, world);
const child = await startChild(id, folder, world);
if (docker === 'docker') await makeDockerObjects(id, runLabels(id, owner), world);
process.send?.({ watchdogPid: watchdog.pid, childPid: child.pid });
process.on('message', (message) => {
  if (message !== 'end well') return;
  watchdog.done();
  process.exit();
});
