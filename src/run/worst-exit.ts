import { exitCodes } from '../errors.ts';

/** Worst first: what was stopped or left behind, then what failed, then what is only a bad result. */
const worstFirst: number[] = [
  exitCodes.sigint,
  exitCodes.sigterm,
  exitCodes.cleanup,
  exitCodes.bug,
  exitCodes.results,
  exitCodes.loadGenerator,
  exitCodes.engine,
  exitCodes.machine,
  exitCodes.usage,
  exitCodes.invalid,
];

/** The exit code of a sequence: the worst of its parts. */
export function worstExit(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCodes.ok;
}
