import type { EngineDefinition } from './engine-definition.ts';
import type { Model } from './model.ts';
import type { Override, Target } from './plan.ts';
import type { Suite } from './suite.ts';
import type { Point } from './sweep.ts';

/** The request with everything looked up and checked: what the plan is made from. */
export type Config = {
  engine: EngineDefinition;
  model: Model;
  /** Name that requests ask for. */
  servedModel: string;
  suite: Suite;
  /** Of a sweep that takes several runs: the values of this one; empty otherwise. */
  sweepPoint: Point;
  /** BENCHMARK_ variables that changed the suite. */
  environment: Override[];
  /** Where the engine comes from; Compose variables are added by the plan. */
  target: Target;
  /** At most this many requests per cell; null: as the suite says. */
  limit: number | null;
  /** The engine's own profiler is to be on. */
  profile: boolean;
};
