import type { EngineDefinition } from '../../domain/engine-definition.ts';
import { type StartupPhase, startupPhaseSchema, type ToldPhase } from '../../domain/startup.ts';
import type { Heard } from './hear.ts';
import { readValue } from './read-value.ts';

/** Milliseconds of "22.69" (seconds) or "00:02:09" (hours, minutes, seconds); null for anything else. */
export function milliseconds(text: string): number | null {
  if (!/^\d+(?::\d{1,2}){0,2}(?:\.\d+)?$/.test(text)) return null;
  const seconds = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round(seconds * 1000);
}

/** What the engine itself says that its phases took. A phase of 0 s did not happen: SGLang lists them all. */
export function toldPhases({ startupTold }: EngineDefinition, heard: Heard): ToldPhase[] {
  return Object.entries(startupTold).flatMap(([phase, places]) => {
    const reading = readValue(places, heard);
    const tookMs = reading === null ? null : milliseconds(reading.value);
    if (reading === null || tookMs === null || tookMs === 0) return [];
    return [{ phase: startupPhaseSchema.parse(phase) satisfies StartupPhase, tookMs, readFrom: reading.readFrom }];
  });
}
