import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Run, RunState } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';
import { type Place, type Program, runFolder, runFolders } from './program.ts';
import { until } from './until.ts';

/** A JSON file of a run folder. */
export function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

export function readRecord(folder: string): Run {
  return readJson(folder, 'run.json') as Run;
}

/** Whole lines of a file of JSON lines; empty while there is no file. */
export function readJsonLines(...path: string[]): unknown[] {
  let text: string;
  try {
    text = readFileSync(join(...path), 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Records of a cell that are on disk. */
export function readSamples(folder: string, cell: string): Sample[] {
  return readJsonLines(folder, cell, 'requests.jsonl') as Sample[];
}

/** States that a run has entered so far, in order. */
export function statesOf(folder: string): RunState[] {
  const events = readJsonLines(folder, 'events.ndjson') as { event: string; state: RunState }[];
  return events.filter(({ event }) => event === 'state').map(({ state }) => state);
}

/** Waits until the run of a program stands in a state; gives its folder. Throws if the program ends before. */
export function untilState(program: Program, state: RunState): Promise<string> {
  return untilTrue(program, `state ${state}`, () => {
    const [folder] = runFolders(program.place);
    return folder !== undefined && statesOf(folder).at(-1) === state ? folder : null;
  });
}

/** Waits for something that a program is to do. Throws with what it said if it ends before. */
export function untilTrue<T>(program: Program, what: string, condition: () => T | null | false): Promise<T> {
  return until(
    () => `${what}\n${program.stderr()}`,
    () => {
      const found = condition();
      if (program.hasEnded() && (found === null || found === false))
        throw new Error(`the program ended before: ${what}\n${program.stderr()}`);
      return found;
    },
  );
}

/** Every file under a folder, as paths relative to it, sorted. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** Files under a place that hold a text. */
export function filesWith(text: string, place: Place): string[] {
  const folder = runFolder(place);
  return filesUnder(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}
