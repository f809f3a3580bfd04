import type { EngineResult } from '../../domain/engine-result.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';

/** A run folder as a comparison takes it. */
export type RunInput = {
  /** Relative to the folder of the comparison. */
  folder: string;
  run: Run;
  plan: Plan;
  /** Null: no cell was measured. */
  result: EngineResult | null;
};

/** Runs of one and the same thing: their figures may be taken together. */
export type Contestant = { name: string; plan: Plan; runs: RunInput[] };

/** What must be equal for two runs to be repeats of each other. */
function identity({ plan, run }: RunInput): string {
  const { engine, target, hash } = plan;
  const where = target.kind === 'container' ? [target.service, target.variables, run.image?.id] : [target];
  return JSON.stringify([engine.name, hash, ...where]);
}

function numbered(names: string[]): string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** Names that tell the groups apart: the engine; with the model, then a number, where that is not enough. */
function namesOf(plans: Plan[]): string[] {
  const isShared = (name: string) => plans.filter(({ engine }) => engine.name === name).length > 1;
  return numbered(
    plans.map(({ engine, model }) => (isShared(engine.name) ? `${engine.name} ${model.name}` : engine.name)),
  );
}

/**
 * Groups runs by engine, work, image and variables, in the order in which they come. An engine that did different work,
 * or under different settings, is two contestants: such figures are never pooled. A run that never got an image (it
 * failed before) goes to the runs of the same plan.
 */
export function contestants(runs: RunInput[]): Contestant[] {
  const groups = new Map<string, RunInput[]>();
  const withImage = runs.filter(({ run }) => run.image !== null);
  const withoutImage = (input: RunInput) => identity({ ...input, run: { ...input.run, image: null } });
  for (const input of runs) {
    const alike = withImage.find((other) => withoutImage(other) === withoutImage(input));
    const key = identity(input.run.image === null ? (alike ?? input) : input);
    groups.set(key, [...(groups.get(key) ?? []), input]);
  }
  const all = [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ plan: group[0].plan, runs: group }],
  );
  const names = namesOf(all.map(({ plan }) => plan));
  return all.map((one, index) => ({ name: names[index] as string, ...one }));
}
