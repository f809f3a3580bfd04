import type { ContainerCreateOptions } from 'dockerode';

/** Objects that carry a label, by id (containers, networks) or name (volumes). */
export type LabelledObject = {
  kind: 'container' | 'network' | 'volume';
  id: string;
  name: string;
  labels: Record<string, string>;
};

/** What `inspect` says of a container, as far as we need it. */
export type ContainerState = {
  id: string;
  name: string;
  running: boolean;
  exitCode: number | null;
  oomKilled: boolean;
  error: string;
  startedAt: string;
  finishedAt: string;
  pid: number | null;
  ipAddresses: Record<string, string>;
  /** Published ports: "8080/tcp" -> port on the host. */
  hostPorts: Record<string, number>;
  /** The image by the name it was created with, and by its id. */
  image: string;
  imageId: string;
};

export type DockerVersion = {
  version: string;
  apiVersion: string;
  storageDriver: string | null;
  cgroup: string | null;
  /** What starts containers, e.g. "runc 1.1.5, containerd 1.6.20". */
  runtime: string | null;
  /** CPUs of the machine the daemon runs on: CPU sets are numbered by it. */
  cpus: number | null;
};

/** One reading of a container's use, totals since it started; null where the daemon does not say. */
export type ContainerUse = {
  /** When it was read, by the wall clock of the daemon's machine. */
  readAtMs: number;
  cpuTotalNs: number | null;
  /** Time for which its CPU limit held it back. */
  throttledNs: number | null;
  /** Without page cache that the kernel gives back first. */
  memoryBytes: number | null;
  memoryLimitBytes: number | null;
  /** All page cache that it is charged for. */
  cacheBytes: number | null;
  readBytes: number | null;
  writeBytes: number | null;
  networkReceivedBytes: number | null;
  networkSentBytes: number | null;
  /** Processes and their threads. */
  threads: number | null;
};

/**
 * The one door to the Docker Engine. Every call has a time limit; errors are DynoErrors:
 * DOCKER_MISSING, DOCKER_DENIED, DOCKER_UNREACHABLE when nobody answers, DOCKER_LOST when it stopped answering,
 * ENGINE_START_FAILED and others where the daemon refused, with its own words.
 */
export type DockerClient = {
  /** Proves that the daemon answers. */
  version(): Promise<DockerVersion>;
  createNetwork(name: string, labels: Record<string, string>): Promise<string>;
  createVolume(name: string, labels: Record<string, string>): Promise<void>;
  /** Creates a container; throws IMAGE_MISSING or ENGINE_START_FAILED. */
  createContainer(name: string, body: ContainerCreateOptions): Promise<string>;
  start(containerId: string): Promise<void>;
  /** Null when there is no such container. */
  inspect(containerId: string): Promise<ContainerState | null>;
  /** Follows the log from its first line; ends when the container ends or the signal aborts. Lines are capped at 1 MiB. */
  followLogs(
    containerId: string,
    onLine: (line: string, stream: 'stdout' | 'stderr') => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Asks the container to stop, waits at most `graceS`, then kills. Done when it is not running any more. */
  stop(containerId: string, graceS: number): Promise<void>;
  removeContainer(containerId: string): Promise<void>;
  removeNetwork(id: string): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** Everything that carries label `key` (any value) or `key=value`. */
  listLabelled(label: string): Promise<LabelledObject[]>;
  inspectImage(
    reference: string,
  ): Promise<{ id: string; digest: string | null; sizeBytes: number; labels: Record<string, string> } | null>;
  /** Pulls and verifies that the image is there; throws IMAGE_PULL_FAILED with the registry's words. */
  pull(reference: string, onProgress: (line: string) => void, signal: AbortSignal): Promise<void>;
  use(containerId: string): Promise<ContainerUse | null>;
  /** A file or folder of a container as a tar, piece by piece; throws PROFILER_FAILED where there is none. */
  archive(containerId: string, path: string): Promise<AsyncIterable<Uint8Array>>;
  /** Runs a command inside; a missing binary is exit code 126 or 127, not an error. */
  exec(containerId: string, command: string[]): Promise<{ exitCode: number; output: string }>;
  /**
   * Runs a container to its end and removes it; the exit code is null where it did not end within a minute. What
   * `createContainer` and `start` throw, it throws, and leaves nothing.
   */
  runOnce(name: string, body: ContainerCreateOptions): Promise<{ exitCode: number | null; output: string }>;
  /** Processes of a container by their numbers on Docker's machine; empty for one that does not run. */
  pids(containerId: string): Promise<number[]>;
};
