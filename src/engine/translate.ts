import type { ContainerCreateOptions, DeviceRequest, HealthConfig, HostConfig, MountSettings } from 'dockerode';
import { cachePurpose, purposeLabel } from '../domain/labels.ts';
import type { ComposeDefinition, ComposeService } from './compose-config.ts';

/** What a run adds to the definition: names, labels, network, CPUs. */
export type RunPart = {
  /** Prefix of names of the run's objects, e.g. "dyno-2026-…". */
  prefix: string;
  labels: Record<string, string>;
  /** Port of the engine inside the container. */
  port: number;
  /** CPUs of the container as the kernel writes them; null: all. */
  cpuSet: string | null;
};

/** A volume that must be there before the container is. */
export type NeededVolume = { name: string; labels: Record<string, string>; outlivesRun: boolean };

/** Everything to create, in Engine API form. */
export type Translation = { body: ContainerCreateOptions; network: string; volumes: NeededVolume[] };

/** Translates a resolved Compose service to the Engine API, as Compose does itself (its pkg/compose/create.go). Pure. */
export function translate({ service, volumes }: ComposeDefinition, run: RunPart): Translation {
  const names = new Map<string, NeededVolume>();
  for (const { type, source } of service.volumes) {
    const declared = volumes[source];
    if (type === 'volume' && declared) names.set(source, neededVolume(source, declared, run));
  }
  const port = `${run.port}/tcp`;
  const health = healthOf(service);
  const bound = binds(service, names);
  const mounts = strictBinds(service);
  const body: ContainerCreateOptions = {
    Image: service.image,
    ...(service.command && { Cmd: service.command }),
    ...(service.entrypoint && { Entrypoint: service.entrypoint }),
    Env: Object.entries(service.environment).map(([key, value]) => (value === null ? key : `${key}=${value}`)),
    Labels: { ...service.labels, ...run.labels },
    ...(service.user !== undefined && { User: service.user }),
    ...(service.working_dir !== undefined && { WorkingDir: service.working_dir }),
    ...(service.stop_signal !== undefined && { StopSignal: service.stop_signal }),
    ...(service.stop_grace_period !== undefined && { StopTimeout: stopGraceS(service) }),
    ...(health && { Healthcheck: health }),
    ExposedPorts: { [port]: {} },
    // As Compose sets them. Without a terminal the two output streams stay apart.
    ...{ AttachStdout: true, AttachStderr: true, Tty: false },
    HostConfig: {
      ...hostConfig(service),
      ...(bound.length > 0 && { Binds: bound }),
      ...(mounts.length > 0 && { Mounts: mounts }),
      NetworkMode: run.prefix,
      // Port 0: Docker takes a free one; loopback only. For where the container's address cannot be reached.
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '0' }] },
      ...(run.cpuSet !== null && { CpusetCpus: run.cpuSet }),
    },
  };
  return { body, network: run.prefix, volumes: [...names.values()] };
}

/** Seconds a container gets between the stop signal and its end; 10 is Docker's default. */
export function stopGraceS(service: ComposeService): number {
  return service.stop_grace_period === undefined ? 10 : Math.ceil(service.stop_grace_period / 1e9);
}

function hostConfig(service: ComposeService): HostConfig {
  const devices = service.deploy?.resources?.reservations?.devices ?? [];
  return {
    ExtraHosts: [],
    RestartPolicy: { Name: service.restart ?? '' },
    ...(service.init !== undefined && { Init: service.init }),
    ...(service.ipc !== undefined && { IpcMode: service.ipc }),
    ...(service.shm_size !== undefined && { ShmSize: service.shm_size }),
    ...(service.read_only !== undefined && { ReadonlyRootfs: service.read_only }),
    ...(service.cap_add && { CapAdd: service.cap_add }),
    ...(service.cap_drop && { CapDrop: service.cap_drop }),
    ...(service.security_opt && { SecurityOpt: service.security_opt }),
    ...(service.ulimits && { Ulimits: ulimits(service.ulimits) }),
    ...(service.tmpfs.length > 0 && { Tmpfs: Object.fromEntries(service.tmpfs.map(splitTmpfs)) }),
    ...(service.logging && { LogConfig: { Type: service.logging.driver, Config: service.logging.options ?? {} } }),
    ...(devices.length > 0 && { DeviceRequests: devices.map(deviceRequest) }),
  };
}

function neededVolume(key: string, declared: ComposeDefinition['volumes'][string], run: RunPart): NeededVolume {
  const outlivesRun = declared.labels[purposeLabel] === cachePurpose;
  if (outlivesRun) return { name: declared.name, labels: declared.labels, outlivesRun };
  return { name: `${run.prefix}-${key}`, labels: { ...declared.labels, ...run.labels }, outlivesRun };
}

type Volume = ComposeService['volumes'][number];

/** A bind whose source must exist: the daemon makes a folder of a missing source in Binds, but refuses it in Mounts. */
function isStrict(volume: Volume): boolean {
  return volume.type === 'bind' && volume.bind !== undefined && !volume.bind.create_host_path;
}

function binds({ volumes }: ComposeService, names: Map<string, NeededVolume>): string[] {
  return volumes
    .filter((volume) => !isStrict(volume))
    .map(({ type, source, target, read_only }) => {
      const name = type === 'volume' ? (names.get(source)?.name ?? source) : source;
      return `${name}:${target}:${read_only ? 'ro' : 'rw'}`;
    });
}

function strictBinds({ volumes }: ComposeService): MountSettings[] {
  return volumes
    .filter(isStrict)
    .map(({ source, target, read_only }) => ({ Type: 'bind', Source: source, Target: target, ReadOnly: read_only }));
}

function ulimits(limits: NonNullable<ComposeService['ulimits']>) {
  return Object.entries(limits).map(([Name, limit]) =>
    typeof limit === 'number' ? { Name, Soft: limit, Hard: limit } : { Name, Soft: limit.soft, Hard: limit.hard },
  );
}

function splitTmpfs(entry: string): [string, string] {
  const at = entry.indexOf(':');
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}

type Device = NonNullable<
  NonNullable<NonNullable<ComposeService['deploy']>['resources']>['reservations']
>['devices'][number];

/** Count and DeviceIDs exclude each other; without both Docker gives all devices (-1). */
function deviceRequest(device: Device): DeviceRequest {
  return {
    Driver: device.driver,
    Capabilities: [device.capabilities],
    ...(device.device_ids ? { DeviceIDs: device.device_ids } : { Count: device.count ?? -1 }),
    ...(device.options && { Options: device.options }),
  };
}

function healthOf({ healthcheck }: ComposeService): HealthConfig | null {
  if (healthcheck === undefined) return null;
  if (healthcheck.disable) return { Test: ['NONE'] };
  return {
    ...(healthcheck.test && { Test: healthcheck.test }),
    ...(healthcheck.interval !== undefined && { Interval: healthcheck.interval }),
    ...(healthcheck.timeout !== undefined && { Timeout: healthcheck.timeout }),
    ...(healthcheck.start_period !== undefined && { StartPeriod: healthcheck.start_period }),
    ...(healthcheck.start_interval !== undefined && { StartInterval: healthcheck.start_interval }),
    ...(healthcheck.retries !== undefined && { Retries: healthcheck.retries }),
  } as HealthConfig;
}
