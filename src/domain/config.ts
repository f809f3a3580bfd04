import type { EngineDefinition } from './engine-definition.ts';
import type { Model } from './model.ts';
import type { Target } from './plan.ts';
import type { Suite } from './suite.ts';

/** The request with everything looked up and checked: what the plan is made from. */
export type Config = {
  engine: EngineDefinition;
  model: Model;
  /** Name that requests ask for. */
  servedModel: string;
  suite: Suite;
  /** Where the engine comes from; Compose variables are added by the plan. */
  target: Target;
  /** At most this many requests per cell; null: as the suite says. */
  limit: number | null;
};
