import { type CommandName, commands, type FlagName, flags } from './flags.ts';

const width = 80;

/** Wraps words to the help's width behind an indent. */
function wrapped(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width - indent)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => pad + line).join('\n');
}

function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`);
  return [
    'Dyno: a test stand for LLM inference engines',
    '',
    'usage: ./dyno COMMAND [FLAGS]',
    '',
    ...rows,
    `  ${'help'.padEnd(11)}this, or help COMMAND for its flags`,
    `  ${'version'.padEnd(11)}version of Dyno`,
    '',
    'start here: ./dyno bench',
    '',
    'exit codes: 0 every cell valid or with warnings · 1 a bug of ours · 2 wrong use',
    '  3 finished, a cell is INVALID (or WARN with --strict) · 4 this machine is not fit',
    '  5 the engine failed · 6 the load generator failed · 7 results not written',
    '  8 clean-up incomplete · 9 compare: a regression was shown · 130 Ctrl-C · 143 SIGTERM',
    'bench-all ends with the worst of its engines, in this order: 130 143 8 1 7 6 5 4 2 3 0',
    'a cell is one test at one load level, run once; it owns one folder of the run',
  ].join('\n');
}

function flagHelp(name: FlagName): string {
  const { placeholder, help, example } = flags[name];
  return [`  --${name}${placeholder === '' ? '' : ` ${placeholder}`}`, wrapped(help, 6), `      e.g. ${example}`].join(
    '\n',
  );
}

/** Help text: all commands, or one with every flag and an example of each. */
export function helpText(topic: CommandName | null): string {
  if (topic === null) return overview();
  const { summary, operands, flags: names, example } = commands[topic];
  const usage = ['usage: ./dyno', topic, operands, '[FLAGS]'].filter((part) => part !== '').join(' ');
  return [usage, '', wrapped(summary, 2), '', ...names.map(flagHelp), '', `example: ${example}`].join('\n');
}
