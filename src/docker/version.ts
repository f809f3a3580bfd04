import type Docker from 'dockerode';
import type { DockerClient, DockerVersion } from './client.ts';
import type { Abortable, Daemon } from './daemon.ts';

type Api = {
  version: Abortable<Awaited<ReturnType<Docker['version']>>>;
  info: Abortable<{ Driver?: string; CgroupVersion?: string; CgroupDriver?: string; NCPU?: number }>;
};

export function versionCalls(daemon: Daemon): Pick<DockerClient, 'version'> {
  const api = daemon.api as unknown as Api;
  async function version(): Promise<DockerVersion> {
    const options = { what: 'ask for its version', timeoutMs: 15_000, refusedAs: 'DOCKER_UNREACHABLE' } as const;
    const answer = await daemon.call(options, (abortSignal) => api.version({ abortSignal }));
    const info = await daemon.call(options, (abortSignal) => api.info({ abortSignal }));
    return {
      version: answer.Version,
      apiVersion: answer.ApiVersion,
      storageDriver: info.Driver ?? null,
      cgroup: info.CgroupVersion ? `v${info.CgroupVersion} ${info.CgroupDriver ?? ''}`.trim() : null,
      runtime: runtimeOf(answer.Components ?? []),
      cpus: info.NCPU ?? null,
    };
  }
  return { version };
}

/** The parts of an engine that start a container, as "name version" each; null where it names none. */
function runtimeOf(components: { Name: string; Version: string }[]): string | null {
  const parts = components.filter(({ Name }) => ['containerd', 'runc', 'crun'].includes(Name.toLowerCase()));
  return parts.map(({ Name, Version }) => `${Name} ${Version}`).join(', ') || null;
}
