import type { EngineResult } from '../../domain/engine-result.ts';

/** What a reader must know before any number; empty for a full run of a real, proven engine with a real model. */
export function banners({ config, run }: EngineResult): string[] {
  const { engine, model, target, cells } = config;
  const missing = cells.length - run.cellsDone.length;
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
    ...(missing > 0 ? [`PARTIAL: ${missing} of ${cells.length} cells did not end; they are missing below.`] : []),
    ...(error === undefined ? [] : [`The run met an error, ${error.code}: ${error.message}`]),
  ];
}
