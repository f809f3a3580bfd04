import type { Verdict } from '../domain/verdict.ts';
import { exitCodes } from '../errors.ts';

/** The exit code of a run that met no error, by its worst verdict; `strict`: a warning fails too. Null: it has no cell. */
export function exitOfVerdict(worst: Verdict['state'] | null, strict: boolean): number {
  return worst === 'INVALID' || (strict && worst === 'WARN') ? exitCodes.invalid : exitCodes.ok;
}
