import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CleanupList } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { testWorld } from './test-world.ts';
import { until } from './until.ts';

const { processes, root, host } = testWorld();

/**
 * What the fake GPU of a second engine says: the fields of nvidia-smi, the processes on it, and fields of dcgm-exporter that
 * are to say something else than usual.
 */
export type FakeGpu = { gpu: Record<string, string>; apps: Record<string, string>[]; dcgm: Record<string, string> };

/** A second Docker Engine in a network of its own, with a GPU that the simulator plays. */
export type SecondDocker = {
  /** Value for DOCKER_HOST. */
  host: string;
  /** File with the FakeGpu that containers started from now on get. */
  statePath: string;
  /** Runs a command where the addresses of its containers can be reached. */
  run(command: string[], env: Record<string, string>): ReturnType<typeof processes.run>;
};

const readyWithinMs = 20_000;

function startDaemon(folder: string, statePath: string) {
  const socket = join(folder, 'docker.sock');
  const paths = ['data-root', 'exec-root'].flatMap((flag) => [`--${flag}`, join(folder, flag)]);
  const daemon = [
    'dockerd',
    ...paths,
    '-p',
    join(folder, 'pid'),
    '-H',
    `unix://${socket}`,
    '--cgroup-parent',
    '/dyno-gpu',
  ];
  // A network of its own: the first engine's rules and bridges are not touched.
  const script = `ip link set lo up && exec ${daemon.join(' ')}`;
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, DYNO_FAKE_GPU: statePath };
  const log = join(folder, 'log');
  const child = processes.start('unshare', ['--net', 'sh', '-c', script], { env, stdoutFile: log, stderrFile: log });
  return { child, host: `unix://${socket}`, log };
}

/** Images of the simulator: as an engine, and as dcgm-exporter. */
async function importImages(host: string): Promise<void> {
  for (const [name, entrypoint] of [
    ['dyno-test/engine:1', ['/sim']],
    ['dyno-test/dcgm-exporter:1', ['/sim', 'dcgm-exporter']],
  ] as const) {
    const change = `ENTRYPOINT ${JSON.stringify(entrypoint)}`;
    const script = `tar -C ${join(root, '.tools')} -c sim | docker import -c '${change}' - ${name}`;
    const { exitCode, stderr } = await processes.run('sh', ['-c', script], { env: { DOCKER_HOST: host } });
    if (exitCode !== 0) throw new Error(`cannot make ${name}: ${stderr}`);
  }
}

/** Why no second engine can run here; null: it can. */
export async function whyNoSecondDocker(): Promise<string | null> {
  if (host.platform !== 'linux' || host.uid !== 0) return 'a second Docker Engine needs Linux and root';
  const namespace = await processes.run('unshare', ['--net', 'true']).catch(() => null);
  if (namespace?.exitCode !== 0) return `no network namespace can be made here: ${namespace?.stderr ?? 'no unshare'}`;
  const daemon = await processes.run('dockerd', ['--version']).catch(() => null);
  return daemon?.exitCode === 0 ? null : 'there is no dockerd on this machine';
}

/**
 * Starts a second Docker Engine whose toolkit hands out a fake GPU; it ends, with all that is its own, after the test.
 * Throws with the daemon's last line where it does not start.
 */
export async function startSecondDocker(gpu: FakeGpu, context: CleanupList): Promise<SecondDocker> {
  const folder = temporaryFolder();
  const statePath = join(folder, 'gpu.json');
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(root, '.tools', 'sim'), join(folder, 'bin', 'nvidia-container-runtime-hook'));
  writeFileSync(statePath, JSON.stringify(gpu));
  const { child, host, log } = startDaemon(folder, statePath);
  let ended = false;
  const end = child.exit.then(() => {
    ended = true;
  });
  context.after(async () => {
    child.kill('SIGTERM');
    await end;
    rmSync(folder, { recursive: true, force: true });
  });
  const answers = async () =>
    ended || (await processes.run('docker', ['version'], { env: { DOCKER_HOST: host } })).exitCode === 0;
  await until(
    () => `the second Docker Engine answers: ${readFileSync(log, 'utf8').slice(-500)}`,
    answers,
    readyWithinMs,
  );
  if (ended) throw new Error(`the second Docker Engine ended: ${readFileSync(log, 'utf8').slice(-1000)}`);
  await importImages(host);
  const run = (command: string[], env: Record<string, string>) =>
    processes.run('nsenter', [`--net=/proc/${child.pid}/ns/net`, ...command], { env: { ...env, DOCKER_HOST: host } });
  return { host, statePath, run };
}
