import { planVersion } from '../../domain/plan.ts';
import { fromPlan1 } from './plan-1.ts';
import { isParsed, type Step } from './step.ts';

/** For each version that can be read, the step to the next one. */
const steps: Record<number, Step> = { 1: fromPlan1 };

/**
 * A plan.yaml of any version that can be read, as today's; what is no plan at all, or is not older, is given back as it
 * is. What an older run cannot tell stands in `migrated`. Pure: the file is not touched.
 */
export function migratePlan(value: unknown): unknown {
  if (!isParsed(value) || typeof value.version !== 'number' || value.version >= planVersion) return value;
  const from = value.version;
  let document = value;
  const unknown: string[] = [];
  for (let version = from; version < planVersion; version += 1) {
    const step = steps[version];
    if (step === undefined) return value;
    const next = step(document);
    document = { ...next.document, version: version + 1 };
    unknown.push(...next.unknown);
  }
  return { ...document, migrated: { from, unknown } };
}
