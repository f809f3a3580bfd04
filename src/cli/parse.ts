import { parseArgs } from 'node:util';
import { DynoError } from '../errors.ts';
import { type CommandName, commands, type Flag, type FlagName, flags } from './flags.ts';

/** A command line that was understood. */
export type Parsed = {
  command: CommandName | 'help' | 'version';
  /** For help: the command it is about, or null. */
  topic: CommandName | null;
  operands: string[];
  text(name: FlagName): string | null;
  count(name: FlagName): number | null;
  amount(name: FlagName): number | null;
  list(name: FlagName): string[];
  on(name: FlagName): boolean;
};

function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(commands, word);
}

/** The flag that a mistyped one probably meant: shares a beginning with it. */
function nearest(wrong: string, known: readonly string[]): string {
  const hit = known.find((name) => name.startsWith(wrong.slice(0, 3)));
  return hit === undefined ? '' : `; did you mean --${hit}?`;
}

function whole(name: string, value: string): number {
  if (/^[0-9]{1,9}$/.test(value) && Number(value) >= 1) return Number(value);
  throw new DynoError('USAGE', `--${name} ${value}: expected a whole number of at least 1`);
}

function above0(name: string, value: string): number {
  if (/^[0-9]*\.?[0-9]+$/.test(value) && Number(value) > 0) return Number(value);
  throw new DynoError('USAGE', `--${name} ${value}: expected a number above 0`);
}

function parserOptions(names: readonly FlagName[]) {
  const option = ({ type }: Flag) => ({
    type: type === 'switch' ? ('boolean' as const) : ('string' as const),
    multiple: type === 'list',
  });
  return {
    ...Object.fromEntries(names.map((name) => [name, option(flags[name])])),
    help: { type: 'boolean' as const, short: 'h', multiple: false },
  };
}

function parsedValues(command: CommandName, args: string[]) {
  const names = commands[command].flags as readonly FlagName[];
  try {
    return parseArgs({ args, options: parserOptions(names), allowPositionals: true, strict: true });
  } catch (error) {
    const wrong = /Unknown option '--?([^']*)'/.exec((error as Error).message)?.[1];
    if (wrong !== undefined) {
      throw new DynoError('USAGE', `${command} has no flag --${wrong}${nearest(wrong, names)}`);
    }
    throw new DynoError('USAGE', (error as Error).message.split('. ')[0] ?? 'wrong command line');
  }
}

function bare(command: 'help' | 'version', topic: CommandName | null = null): Parsed {
  return {
    command,
    topic,
    operands: [],
    text: () => null,
    count: () => null,
    amount: () => null,
    list: () => [],
    on: () => false,
  };
}

/** Arguments -> command and flags. Throws USAGE with what was wrong. */
export function parseCommandLine(args: string[]): Parsed {
  const [first, ...rest] = args;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    return bare('help', isCommand(rest[0]) ? rest[0] : null);
  }
  if (first === 'version' || first === '--version') return bare('version');
  if (!isCommand(first)) {
    throw new DynoError('USAGE', `no command "${first}"; there are: ${Object.keys(commands).join(', ')}`);
  }
  const { values, positionals } = parsedValues(first, rest);
  if (values.help === true) return bare('help', first);
  if (positionals.length > 0 && commands[first].operands === '') {
    throw new DynoError('USAGE', `${first} takes no "${positionals[0]}"; flags begin with --`);
  }
  const all = values as Record<string, string | string[] | boolean | undefined>;
  const text = (name: FlagName) => (typeof all[name] === 'string' ? all[name] : null);
  return {
    command: first,
    topic: null,
    operands: positionals,
    text,
    count: (name) => {
      const value = text(name);
      return value === null ? null : whole(name, value);
    },
    amount: (name) => {
      const value = text(name);
      return value === null ? null : above0(name, value);
    },
    list: (name) => (Array.isArray(all[name]) ? all[name] : []),
    on: (name) => all[name] === true,
  };
}
