import type { Environment } from '../../domain/environment.ts';
import type { World } from '../../world.ts';
import { kernelSettings } from './kernel.ts';
import { processor } from './processor.ts';
import { bytesOf, field, type ReadText, textOf } from './read-text.ts';

/** Maker and name of the machine, as its firmware tells; a cloud names itself and the kind of machine here. */
function product(read: ReadText): string | null {
  const parts = ['sys_vendor', 'product_name'].map((name) => textOf(`/sys/class/dmi/id/${name}`, read));
  return parts.filter((part) => part !== null).join(' ') || null;
}

/** The hypervisor's mark, where the processor shows one; null also means "cannot tell". */
function virtualisation(read: ReadText): string | null {
  const name = textOf('/sys/class/dmi/id/product_name', read);
  if (!/^flags\s*:.*\bhypervisor\b/m.test(read('/proc/cpuinfo') ?? '')) return name;
  return name === null ? 'virtual machine' : `virtual machine (${name})`;
}

/** The machine: hardware, system and kernel. */
export async function hostEnvironment(world: World): Promise<Environment['host']> {
  const read = world.files.readNow;
  const frequency = (name: string) => textOf(`/sys/devices/system/cpu/cpu0/cpufreq/${name}`, read);
  return {
    os: field(read('/etc/os-release'), 'PRETTY_NAME'),
    kernel: world.host.osRelease,
    cpuModel: world.host.cpuModel,
    cpus: world.host.cpus,
    memoryBytes: world.host.memoryBytes,
    swapBytes: bytesOf(field(read('/proc/meminfo'), 'SwapTotal')),
    governor: frequency('scaling_governor'),
    virtualised: virtualisation(read),
    product: product(read),
    frequencyDriver: frequency('scaling_driver'),
    processor: processor(read),
    kernelSettings: await kernelSettings(world),
  };
}
