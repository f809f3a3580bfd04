import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import type { ContainerState, DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';
import { waitUntilGone } from './wait-until-gone.ts';

type Calls = Pick<DockerClient, 'createContainer' | 'start' | 'inspect' | 'stop' | 'removeContainer'>;

const alreadySo = 304;
const gone = 404;
const beingRemoved = 409;

/** The life of a container. Statuses 304, 404, 409 that only say "already so" are no errors. */
export function containerCalls(daemon: Daemon): Calls {
  const of = (id: string) => daemon.api.getContainer(id);

  async function createContainer(name: string, body: ContainerCreateOptions): Promise<string> {
    const options = { what: `create container ${name}`, timeoutMs: 120_000, refusedAs: 'ENGINE_START_FAILED' } as const;
    return daemon.call(options, async (abortSignal) => {
      // Without _query and _body the whole body, environment and secrets included, would go into the URL as well.
      const request = { _query: { name }, _body: body, abortSignal };
      return (await daemon.api.createContainer(request as ContainerCreateOptions)).id;
    });
  }

  async function start(id: string): Promise<void> {
    const options = {
      what: `start container ${short(id)}`,
      timeoutMs: 180_000,
      refusedAs: 'ENGINE_START_FAILED',
    } as const;
    await daemon.callUnless([alreadySo], options, (abortSignal) => of(id).start({ abortSignal }));
  }

  async function inspect(id: string): Promise<ContainerState | null> {
    const options = { what: `inspect container ${short(id)}`, timeoutMs: 30_000 };
    const info = await daemon.callUnless([gone], options, (abortSignal) => of(id).inspect({ abortSignal }));
    return info && stateOf(info);
  }

  async function stop(id: string, graceS: number): Promise<void> {
    const options = { what: `stop container ${short(id)}`, timeoutMs: (graceS + 60) * 1000 };
    await daemon.callUnless([alreadySo, gone], options, (abortSignal) => of(id).stop({ t: graceS, abortSignal }));
    await waitUntilGone(`stop container ${short(id)}`, 30_000, async () => !(await inspect(id))?.running);
  }

  async function removeContainer(id: string): Promise<void> {
    const what = `remove container ${short(id)}`;
    const options = { what, timeoutMs: 120_000, refusedAs: 'CLEANUP_INCOMPLETE' } as const;
    // v: anonymous volumes carry no label of ours and would stay for ever. 409: somebody else removes it already.
    const request = { v: true, force: true };
    await daemon.callUnless([gone, beingRemoved], options, (abortSignal) => of(id).remove({ ...request, abortSignal }));
    await waitUntilGone(what, 60_000, async () => (await inspect(id)) === null, `docker rm -f -v ${id}`);
  }

  return { createContainer, start, inspect, stop, removeContainer };
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function stateOf(info: ContainerInspectInfo): ContainerState {
  const networks = Object.entries(info.NetworkSettings.Networks ?? {});
  const ports = Object.entries(info.NetworkSettings.Ports ?? {});
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    running: info.State.Running,
    // The daemon says 0 for a container that runs or was never started.
    exitCode:
      info.State.Running || (info.State.Status === 'created' && info.State.ExitCode === 0) ? null : info.State.ExitCode,
    oomKilled: info.State.OOMKilled,
    error: info.State.Error,
    startedAt: info.State.StartedAt,
    finishedAt: info.State.FinishedAt,
    pid: info.State.Pid || null,
    ipAddresses: Object.fromEntries(networks.flatMap(([name, net]) => (net.IPAddress ? [[name, net.IPAddress]] : []))),
    hostPorts: Object.fromEntries(ports.flatMap(([port, at]) => (at?.[0] ? [[port, Number(at[0].HostPort)]] : []))),
    image: info.Config.Image,
    imageId: info.Image,
  };
}
