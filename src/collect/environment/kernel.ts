import type { Environment } from '../../domain/environment.ts';
import type { World } from '../../world.ts';
import { chosen, textOf } from './read-text.ts';

/**
 * Settings on the kernel's command line that change how fast or how evenly work runs. Only these are kept: a command line
 * may hold names, addresses and keys.
 */
const telling = [
  ...['mitigations', 'isolcpus', 'nohz', 'nohz_full', 'rcu_nocbs', 'irqaffinity', 'preempt', 'skew_tick', 'threadirqs'],
  ...['intel_pstate', 'amd_pstate', 'intel_idle.max_cstate', 'processor.max_cstate', 'idle', 'cpuidle.off'],
  ...['transparent_hugepage', 'hugepages', 'hugepagesz', 'default_hugepagesz', 'numa_balancing', 'numa'],
  ...['clocksource', 'tsc', 'nosmt', 'maxcpus', 'nr_cpus', 'mem', 'psi', 'cgroup_disable', 'swapaccount', 'iommu'],
  ...['spectre_v2', 'spec_store_bypass_disable', 'retbleed', 'l1tf', 'mds', 'nopti', 'pti', 'nospectre_v2'],
];

/** The settings of a kernel command line that matter here, as they stand there. */
export function tellingSettings(commandLine: string): string[] {
  // What stands after "--" is for the first process.
  const [kernel = ''] = commandLine.split(' -- ');
  return kernel.split(/\s+/).filter((word) => telling.includes(word.replace(/=.*$/, '')));
}

/** Whether something keeps the wall clock right, by the kernel's own word; null where systemd does not tell. */
async function clockSynchronised(world: World): Promise<boolean | null> {
  if (!(await world.files.exists('/run/systemd/system'))) return null;
  const answer = await world.processes
    .run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { timeoutMs: 5_000 })
    .catch(() => null);
  const word = answer?.exitCode === 0 ? answer.stdout.trim() : '';
  return word === 'yes' ? true : word === 'no' ? false : null;
}

/** How the kernel is set, as far as it changes speed or time. */
export async function kernelSettings(world: World): Promise<NonNullable<Environment['host']['kernelSettings']>> {
  const read = world.files.readNow;
  const commandLine = textOf('/proc/cmdline', read);
  return {
    commandLine: commandLine === null ? null : tellingSettings(commandLine),
    transparentHugePages: chosen(textOf('/sys/kernel/mm/transparent_hugepage/enabled', read)),
    clockSource: textOf('/sys/devices/system/clocksource/clocksource0/current_clocksource', read),
    clockSynchronised: await clockSynchronised(world),
  };
}
