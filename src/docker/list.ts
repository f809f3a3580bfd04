import type { DockerClient, LabelledObject } from './client.ts';
import type { Daemon } from './daemon.ts';

/** Lists what carries a label, containers first: the order in which it can be removed. */
export function listCalls(daemon: Daemon): Pick<DockerClient, 'listLabelled'> {
  async function listLabelled(label: string): Promise<LabelledObject[]> {
    const filters = { label: [label] };
    const call = <T>(kind: string, ask: (abortSignal: AbortSignal) => Promise<T>) =>
      daemon.call({ what: `list ${kind} with label ${label}`, timeoutMs: 60_000 }, ask);
    const containers = await call('containers', (abortSignal) =>
      daemon.api.listContainers({ all: true, filters, abortSignal }),
    );
    const networks = await call('networks', (abortSignal) => daemon.api.listNetworks({ filters, abortSignal }));
    const volumes = await call('volumes', (abortSignal) => daemon.api.listVolumes({ filters, abortSignal }));
    return [
      ...containers.map((at) => entry('container', at.Id, at.Names[0]?.replace(/^\//, '') ?? at.Id, at.Labels)),
      ...networks.map((at) => entry('network', at.Id, at.Name, at.Labels)),
      ...(volumes.Volumes ?? []).map((at) => entry('volume', at.Name, at.Name, at.Labels)),
    ];
  }
  return { listLabelled };
}

function entry(
  kind: LabelledObject['kind'],
  id: string,
  name: string,
  labels: Record<string, string> | null | undefined,
): LabelledObject {
  return { kind, id, name, labels: labels ?? {} };
}
