// Entry: `npm run bench-compare` asks how often `dyno compare` sees what is not there, and how often what is.
import { parseArgs } from 'node:util';
import { DynoError, exitCodes } from '../errors.ts';
import { takeLock } from '../results/lock.ts';
import type { World } from '../world.ts';
import { type Design, measureLoads } from './compare-loads.ts';
import { type Count, type Power, powers } from './compare-power.ts';
import { runBench } from './run-bench.ts';

const help = `make bench-compare [ARGS="--repetitions 50 --repeats 5 --slowdown 5 --from 1 --json"]
  --repetitions  comparisons of each kind (50); each is 3 sides of --repeats loads
  --repeats      runs a side (5)
  --slowdown     planted, in percent (5)
  --from         number of the first repetition, which is its seed too (1): a bench can be made in parts
  --json         the figures as JSON on stdout
Exit code 0: the same engine twice gave "no difference shown" in 94 % of the reports or more, and no answer went the wrong
way; 3: it did not.`;

const leastQuiet = 0.94;

function design(args: string[]): Design & { json: boolean; help: boolean } {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    repetitions: text('50'),
    repeats: text('5'),
    slowdown: text('5'),
    from: text('1'),
    json: flag,
    help: flag,
  };
  let values: { repetitions: string; repeats: string; slowdown: string; from: string; json: boolean; help: boolean };
  try {
    values = parseArgs({ args, options }).values;
  } catch (error) {
    throw new DynoError('USAGE', (error as Error).message.split('. ')[0] ?? 'wrong command line', { hint: help });
  }
  const [repetitions, repeats, from] = [values.repetitions, values.repeats, values.from].map(Number) as [
    number,
    number,
    number,
  ];
  const slowdown = Number(values.slowdown) / 100;
  const isWhole = [repetitions, repeats, from].every((value) => Number.isInteger(value) && value >= 1);
  if (!isWhole || repeats < 2 || !(slowdown > 0)) {
    throw new DynoError('USAGE', 'bench-compare wants whole numbers from 1, 2 repeats or more, a slowdown above 0', {
      hint: help,
    });
  }
  return { repetitions, repeats, from, slowdown, json: values.json, help: values.help };
}

function line({ figure, asked, shown }: Count): string {
  return `  ${figure.padEnd(26)} ${String(shown).padStart(4)} of ${String(asked).padEnd(4)} ${((100 * shown) / asked).toFixed(0).padStart(4)} %`;
}

function asText({ design: name, twin, slow, wrongWay }: Power, slowdown: number): string {
  const percent = `${slowdown * 100} %`;
  return [
    name,
    ' the same engine twice, a difference shown (a false alarm):',
    ...twin.map(line),
    ` planted slowdown of ${percent}, "slower" shown:`,
    ...slow.map(line),
    ` "faster" shown where it was slower: ${wrongWay}`,
  ].join('\n');
}

function isQuiet({ twin: [any], wrongWay }: Power): boolean {
  return any !== undefined && any.shown <= (1 - leastQuiet) * any.asked && wrongWay === 0;
}

async function benchCompare(args: string[], world: World): Promise<number> {
  const asked = design(args);
  if (asked.help) {
    world.terminal.out(`${help}\n`);
    return exitCodes.ok;
  }
  const lock = await takeLock('bench-compare', world);
  const folder = await world.files.makePrivateFolder();
  try {
    const found = powers(await measureLoads(asked, folder, world), asked.repeats);
    const pass = found.every(isQuiet);
    const text = [...found.map((one) => asText(one, asked.slowdown)), pass ? 'PASS' : 'FAIL'].join('\n\n');
    world.terminal.out(asked.json ? `${JSON.stringify({ ...asked, pass, found }, null, 2)}\n` : `${text}\n`);
    return pass ? exitCodes.ok : exitCodes.invalid;
  } finally {
    await world.files.remove(folder);
    await lock.release();
  }
}

await runBench(benchCompare);
