// Entry: `npm run bench-truth` compares what Dyno reports with what the simulated engine really did.
import { parseArgs } from 'node:util';
import { DynoError, exitCodes } from '../errors.ts';
import { takeLock } from '../results/lock.ts';
import type { World } from '../world.ts';
import type { Comparison } from './compare.ts';
import { levels, starvedLevel } from './levels.ts';
import { measureTruth } from './measure.ts';
import { runBench } from './run-bench.ts';
import { measureStarved, starvedText } from './starved.ts';
import { comparisonText } from './table.ts';

const help = `make bench-truth [ARGS="--json --keep --starved"]
  --json   the figures as JSON on stdout
  --starved  another table: a busy loop on the load generator's CPU, with and without the kernel's instants (50 s)
  --keep   keep samples and truth log, and say where
Exit code 0: every line within 1 ms or 1 %, whichever is larger; 3: some line is not.
src/truth/README.md says how to read the lines.`;

function flags(args: string[]): { json: boolean; keep: boolean; starved: boolean; help: boolean } {
  const option = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args, options: { json: option, keep: option, starved: option, help: option } }).values;
  } catch (error) {
    throw new DynoError('USAGE', (error as Error).message.split('. ')[0] ?? 'wrong command line', {
      hint: 'flags: --json --keep --starved',
    });
  }
}

/** How busy the machine is before we begin: other work on it is the first suspect where a line fails. */
async function loadAverage(world: World): Promise<number | null> {
  const text = await world.files.readText('/proc/loadavg').catch(() => '');
  return text === '' ? null : Number(text.split(' ')[0]);
}

function asText(comparisons: Comparison[], machine: object): string {
  const wrong = comparisons.flatMap(({ lines }) => lines).filter(({ pass }) => !pass).length;
  const total = comparisons.flatMap(({ lines }) => lines).length;
  const verdict = comparisons.every(({ pass }) => pass)
    ? `PASS: all ${total} lines are within 1 ms or 1 %, whichever is larger`
    : `FAIL: ${wrong} of ${total} lines are off, or requests are missing`;
  return [JSON.stringify(machine), ...comparisons.map(comparisonText), verdict].join('\n\n');
}

async function benchTruth(args: string[], world: World): Promise<number> {
  const asked = flags(args);
  if (asked.help) {
    world.terminal.out(`${help}\n`);
    return exitCodes.ok;
  }
  const lock = await takeLock('bench-truth', world);
  const folder = await world.files.makePrivateFolder();
  try {
    const { cpuModel, cpus, osRelease } = world.host;
    const machine = { at: world.clock.now(), cpuModel, cpus, osRelease, loadAverage1m: await loadAverage(world) };
    if (asked.starved) {
      const rows = await measureStarved(starvedLevel, folder, world);
      world.terminal.out(
        asked.json ? `${JSON.stringify({ machine, starved: rows }, null, 2)}\n` : `${starvedText(rows, machine)}\n`,
      );
      return exitCodes.ok;
    }
    const comparisons = await measureTruth(levels, folder, world);
    const pass = comparisons.every((comparison) => comparison.pass);
    world.terminal.out(
      asked.json
        ? `${JSON.stringify({ machine, pass, levels: comparisons }, null, 2)}\n`
        : `${asText(comparisons, machine)}\n`,
    );
    return pass ? exitCodes.ok : exitCodes.invalid;
  } finally {
    if (asked.keep) world.terminal.err(`kept: ${folder}\n`);
    else await world.files.remove(folder);
    await lock.release();
  }
}

await runBench(benchTruth);
