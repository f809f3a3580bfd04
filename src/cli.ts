import { benchCommand } from './cli/bench.ts';
import { benchAllCommand } from './cli/bench-all.ts';
import { cleanCommand } from './cli/clean.ts';
import { compareCommand } from './cli/compare.ts';
import { datasetCommand } from './cli/dataset.ts';
import { doctorCommand } from './cli/doctor.ts';
import { enginesCommand } from './cli/engines.ts';
import { helpText } from './cli/help.ts';
import { type Parsed, parseCommandLine } from './cli/parse.ts';
import { planCommand } from './cli/plan.ts';
import { printError } from './cli/print-error.ts';
import { reportCommand } from './cli/report.ts';
import { versionText } from './cli/version.ts';
import { asDynoError } from './errors.ts';
import type { World } from './world.ts';

async function dispatch(parsed: Parsed, args: string[], world: World): Promise<number> {
  switch (parsed.command) {
    case 'bench':
      return benchCommand(parsed, args, world);
    case 'bench-all':
      return benchAllCommand(parsed, args, world);
    case 'plan':
      return planCommand(parsed, world);
    case 'doctor':
      return doctorCommand(parsed, world);
    case 'engines':
      return enginesCommand(parsed, world);
    case 'report':
      return reportCommand(parsed, world);
    case 'compare':
      return compareCommand(parsed, args, world);
    case 'dataset':
      return datasetCommand(parsed, world);
    case 'clean':
      return cleanCommand(parsed, world);
    case 'version':
      world.terminal.out(`${await versionText(world)}\n`);
      return 0;
    case 'help':
      world.terminal.out(`${helpText(parsed.topic)}\n`);
      return 0;
  }
}

/** Runs one command line; the answer is the exit code of the program. Never throws. */
export async function runCli(args: string[], world: World): Promise<number> {
  try {
    return await dispatch(parseCommandLine(args), args, world);
  } catch (thrown) {
    const error = asDynoError(thrown);
    printError(error, world);
    return error.exitCode;
  }
}
