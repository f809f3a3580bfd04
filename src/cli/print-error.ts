import { plainLines, plainText } from '../domain/plain-text.ts';
import type { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** An error for people: code and what failed, the cause in its own words, what to do. */
export function errorText(error: DynoError): string {
  // Message and detail quote engines, daemons and files: they must not steer the terminal.
  const detail = error.detail.map((line) => `  ${plainText(line)}`);
  return [`dyno: ${error.code}: ${plainLines(error.message)}`, ...detail, `what to do: ${plainText(error.hint)}`].join(
    '\n',
  );
}

/** Prints an error to stderr, red where the terminal has colours. */
export function printError(error: DynoError, world: Pick<World, 'terminal'>): void {
  const text = errorText(error);
  world.terminal.err(world.terminal.color ? `\u001b[31m${text}\u001b[0m\n` : `${text}\n`);
}
