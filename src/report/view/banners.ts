import type { EngineResult } from '../../domain/engine-result.ts';
import { namedMissing } from '../../domain/missing-text.ts';

/** More are not named one by one. */
const mostNamed = 8;

/** Which cells of the plan are missing, and why. */
function partial({ config: { cells }, missing }: EngineResult): string[] {
  if (missing.length === 0) return [];
  return [
    `PARTIAL: ${missing.length} of ${cells.length} cells are missing below: ${namedMissing(missing, mostNamed)}.`,
  ];
}

/** What a run of an older version cannot tell. */
function older({ config: { migrated }, run }: EngineResult): string[] {
  if (migrated === null) return [];
  const unknown = migrated.unknown.length === 0 ? '' : ` It cannot tell: ${migrated.unknown.join('; ')}.`;
  return [`OLDER RUN: Dyno ${run.dynoVersion} measured it, and its plan was brought to today's form.${unknown}`];
}

/** What a reader must know before any number; empty for a full run of a real, proven engine with a real model. */
export function banners(result: EngineResult): string[] {
  const { config, run } = result;
  const { engine, model, target } = config;
  const [error] = run.errors;
  return [
    ...(engine.simulated ? ['SIMULATED: no model was computed; these figures say nothing about any engine.'] : []),
    ...(target.kind === 'process' ? ['Simulated engine, no container: Docker was not to be had on this machine.'] : []),
    ...(model.qualityMeaningless && !engine.simulated
      ? [`The model ${model.name} is far too small to say anything sensible: quality figures of it mean nothing.`]
      : []),
    ...(engine.proven
      ? []
      : [`The definition of ${engine.title} comes from sources and was never run by its authors.`]),
    ...(run.profiled
      ? ["PROFILED: the engine's own profiler was on while these figures were taken. They are not for comparison."]
      : []),
    ...partial(result),
    ...older(result),
    ...(error === undefined ? [] : [`The run met an error, ${error.code}: ${error.message}`]),
  ];
}
