import { archiveCalls } from './archive.ts';
import type { DockerClient } from './client.ts';
import { containerCalls } from './container.ts';
import { Daemon } from './daemon.ts';
import { execCalls } from './exec.ts';
import { imageCalls } from './image.ts';
import { listCalls } from './list.ts';
import { logCalls } from './logs.ts';
import { networkCalls } from './network.ts';
import { pullCalls } from './pull.ts';
import { runOnceCalls } from './run-once.ts';
import { topCalls } from './top.ts';
import { useCalls } from './use.ts';
import { versionCalls } from './version.ts';
import { volumeCalls } from './volume.ts';

/** The client of the Docker Engine that the environment names. Connects at the first call only. */
export function makeDockerClient(env: Record<string, string | undefined>): DockerClient {
  const daemon = new Daemon(env);
  const images = imageCalls(daemon);
  const containers = containerCalls(daemon);
  const logs = logCalls(daemon);
  return {
    ...versionCalls(daemon),
    ...networkCalls(daemon),
    ...volumeCalls(daemon),
    ...containers,
    ...logs,
    ...runOnceCalls({ ...containers, ...logs }),
    ...topCalls(daemon),
    ...listCalls(daemon),
    ...images,
    ...pullCalls(daemon, env, images.inspectImage),
    ...useCalls(daemon),
    ...execCalls(daemon),
    ...archiveCalls(daemon),
  };
}
