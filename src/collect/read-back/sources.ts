import type { EngineDefinition } from '../../domain/engine-definition.ts';
import type { ReadBack } from '../../domain/read-back.ts';

/** Every place where this engine may say something of itself. */
export function allPlaces({ settings, facts, startupTold }: EngineDefinition): ReadBack[] {
  const ofSettings = Object.values(settings).flatMap(({ readBack }) => readBack ?? []);
  return [...ofSettings, ...Object.values(facts).flat(), ...Object.values(startupTold).flat()];
}

/** Paths that must be asked, each once. */
export function endpointPaths(places: ReadBack[]): string[] {
  return [...new Set(places.flatMap((place) => ('endpoint' in place ? [place.endpoint] : [])))];
}

/** Names of the metrics that must be looked at, each once. */
export function metricNames(places: ReadBack[]): string[] {
  const names = places.flatMap((place) =>
    'metric' in place ? [place.metric] : 'metricValue' in place ? [place.metricValue] : [],
  );
  return [...new Set(names)];
}

/** Regular expressions that log lines must be held against, each once. */
export function logPatterns(places: ReadBack[]): string[] {
  return [...new Set(places.flatMap((place) => ('log' in place ? [place.log] : [])))];
}
