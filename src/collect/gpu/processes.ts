import type { GpuProcess, GpuSnapshot } from '../../domain/gpu-processes.ts';
import { purposeLabel } from '../../domain/labels.ts';
import { readSmi, smiArguments, smiBytes } from '../../domain/nvidia-smi.ts';
import type { RunContext } from '../../domain/run-context.ts';
import type { World } from '../../world.ts';
import { type AskSmi, askHost } from './ask-smi.ts';

/** Whose GPU it is, and with which image a container can be made that asks about it (null: none is here yet). */
export type GpuOfRun = { device: string; image: string | null; run: RunContext };

type Way = { askedIn: 'host' | 'container'; ask: AskSmi; device: string | null };

let asked = 0;

/**
 * Asks in a container of its own that sees all processes of the machine: the driver tells pids of the machine, of which
 * nvidia-smi in a container of another pid namespace finds no name.
 */
function askHelper(image: string, { device, run }: GpuOfRun, world: World): AskSmi {
  return async (args) => {
    asked += 1;
    const name = `dyno-${run.id.replace(/[^a-zA-Z0-9_.-]/g, '-')}-gpu-${asked}`;
    await run.ledger.record({ kind: 'container', name });
    const ended = await world.docker.runOnce(name, {
      Image: image,
      Entrypoint: ['nvidia-smi', ...args],
      Cmd: [],
      Labels: { ...run.labels, [purposeLabel]: 'probe' },
      HostConfig: {
        NetworkMode: 'none',
        PidMode: 'host',
        DeviceRequests: [{ Driver: 'nvidia', DeviceIDs: [device], Capabilities: [['gpu']] }],
      },
    });
    return { exitCode: ended.exitCode ?? -1, output: ended.output };
  };
}

const memoryField = ['memory.used'] as const;
const appFields = ['pid', 'used_memory', 'process_name'] as const;

function readApps(output: string, ownPids: ReadonlySet<number>): GpuProcess[] {
  return readSmi(output, appFields).flatMap(({ pid, used_memory, process_name }) => {
    if (pid === null || !/^\d+$/.test(pid)) return [];
    const ours = ownPids.has(Number(pid));
    return [{ pid: Number(pid), name: process_name, memoryBytes: smiBytes(used_memory), ours }];
  });
}

async function look({ ask, askedIn, device }: Way, ownPids: ReadonlySet<number>) {
  const [memory, apps] = await Promise.all([
    ask(smiArguments('gpu', memoryField, device)),
    ask(smiArguments('compute-apps', appFields, device)),
  ]);
  if (memory.exitCode !== 0) return null;
  return {
    askedIn,
    memoryUsedBytes: smiBytes(readSmi(memory.output, memoryField)[0]?.['memory.used']),
    processes: apps.exitCode === 0 ? readApps(apps.output, ownPids) : null,
  };
}

/**
 * Who is on the engine's GPU now: as this machine's driver says, else as a container says. Never throws: what cannot be
 * known is null. Costs a second where a container must be made, so it is asked between measurements only.
 */
export async function lookAtGpu(
  what: Pick<GpuSnapshot, 'when' | 'cell'>,
  gpu: GpuOfRun,
  ownPids: ReadonlySet<number>,
  world: World,
): Promise<GpuSnapshot> {
  const host: Way = { askedIn: 'host', ask: askHost(world), device: gpu.device };
  const { image } = gpu;
  const ways: Way[] =
    image === null ? [host] : [host, { askedIn: 'container', ask: askHelper(image, gpu, world), device: null }];
  for (const way of ways) {
    const seen = await look(way, ownPids).catch(() => null);
    if (seen !== null) return { ...what, unixMs: world.clock.now().getTime(), ...seen };
  }
  const nothing = { askedIn: null, memoryUsedBytes: null, processes: null };
  return { ...what, unixMs: world.clock.now().getTime(), ...nothing };
}
