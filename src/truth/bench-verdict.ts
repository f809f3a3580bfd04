// Entry: `npm run bench-verdict` counts false alarms of the verdict on clean cells, and planted faults that it misses.
import { parseArgs } from 'node:util';
import { asDynoError, DynoError, exitCodes } from '../errors.ts';
import { takeLock } from '../results/lock.ts';
import type { World } from '../world.ts';
import { runBench } from './run-bench.ts';
import { cleanLanes } from './verdict/clean-lanes.ts';
import { type Lane, measureLane } from './verdict/measure-verdicts.ts';
import { plantedLanes } from './verdict/planted-lanes.ts';
import { type CleanTally, type Measured, type PlantedRow, tallyClean, tallyPlanted } from './verdict/tally.ts';
import { cleanText, plantedText } from './verdict/verdict-table.ts';

const help = `make bench-verdict [ARGS="--cells 200 --side-by-side 4 --clean --planted --only TEXT --json --keep"]
  --cells N         at least so many clean cells (200)
  --side-by-side N  lanes at a time (4): each is a simulator and a load generator
  --clean, --planted  only this part
  --only TEXT       only lanes whose name has this text
  --json            the figures as JSON on stdout
  --keep            keep the run folders, and say where
Exit code 0: at most 1 of 200 clean cells was warned about, and every planted fault was found; 3: not so.
src/truth/README.md says how to read the lines.`;

function flags(args: string[]) {
  const on = { type: 'boolean', default: false } as const;
  const number = (value: string) => ({ type: 'string', default: value }) as const;
  try {
    const options = { json: on, keep: on, help: on, clean: on, planted: on, only: number('') };
    const counts = { cells: number('200'), 'side-by-side': number('4') };
    return parseArgs({ args, options: { ...options, ...counts } }).values;
  } catch (error) {
    const hint = 'flags: --cells --side-by-side --clean --planted --only --json --keep';
    throw new DynoError('USAGE', (error as Error).message.split('. ')[0] ?? 'wrong command line', { hint });
  }
}

async function measureOne<L extends Lane>(lane: L, folder: string, world: World): Promise<Measured<L>> {
  try {
    const cells = await measureLane(lane, folder, world);
    world.terminal.err(`${lane.name}: ${cells.map(({ verdict }) => verdict.state).join(' ')}\n`);
    return { lane, cells, error: null };
  } catch (thrown) {
    world.stop.throwIfAborted();
    const { code, message } = asDynoError(thrown);
    world.terminal.err(`${lane.name}: ${code}: ${message}\n`);
    return { lane, cells: [], error: `${code}: ${message}` };
  }
}

/** Lanes one after another in so many rows side by side; the answers are in the order of the lanes. */
async function measureAll<L extends Lane>(lanes: readonly L[], rows: number, folder: string, world: World) {
  const measured: Measured<L>[] = [];
  let next = 0;
  const row = async () => {
    while (next < lanes.length) {
      const index = next;
      next += 1;
      measured[index] = await measureOne(lanes[index] as L, folder, world);
    }
  };
  await Promise.all(Array.from({ length: rows }, row));
  return measured;
}

async function benchVerdict(args: string[], world: World): Promise<number> {
  const asked = flags(args);
  if (asked.help) {
    world.terminal.out(`${help}\n`);
    return exitCodes.ok;
  }
  const lock = await takeLock('bench-verdict', world);
  const folder = await world.files.makePrivateFolder();
  const rows = Number(asked['side-by-side']);
  const both = asked.clean === asked.planted;
  const chosen = <L extends Lane>(lanes: readonly L[]) => lanes.filter(({ name }) => name.includes(asked.only));
  try {
    let clean: CleanTally | null = null;
    let planted: PlantedRow[] | null = null;
    if (both || asked.clean) {
      const lanes = chosen(cleanLanes(Number(asked.cells)));
      clean = tallyClean(await measureAll(lanes, rows, folder, world));
    }
    if (both || asked.planted) {
      planted = tallyPlanted(await measureAll(chosen(plantedLanes), rows, folder, world));
    }
    const pass = (clean?.pass ?? true) && (planted ?? []).every((one) => one.pass);
    if (asked.json) world.terminal.out(`${JSON.stringify({ pass, clean, planted }, null, 2)}\n`);
    else {
      if (clean !== null) world.terminal.out(`${cleanText(clean)}\n\n`);
      if (planted !== null) world.terminal.out(`${plantedText(planted)}\n`);
    }
    return pass ? exitCodes.ok : exitCodes.invalid;
  } finally {
    if (asked.keep) world.terminal.err(`kept: ${folder}\n`);
    else await world.files.remove(folder);
    await lock.release();
  }
}

await runBench(benchVerdict);
