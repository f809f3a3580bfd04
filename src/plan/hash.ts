import { createHash } from 'node:crypto';
import type { Plan } from '../domain/plan.ts';

/** JSON with sorted keys: equal values give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * Fingerprint of the work: suite, model, cells and data sets. Engine, image, host and paths are left out,
 * so two engines that were given the same work have the same hash.
 */
export function hashPlan(
  plan: Pick<Plan, 'suite' | 'model' | 'cells' | 'datasets' | 'caseLists' | 'requestTemplate'>,
): string {
  const data = Object.entries(plan.datasets).flatMap(([use, set]) =>
    set === null ? [] : { use, name: set.name, sha256: set.sha256, count: set.count },
  );
  const cases = plan.caseLists.map(({ test, sha256 }) => ({ test, sha256 }));
  const template = plan.requestTemplate === null ? {} : { template: plan.requestTemplate.text };
  const model = plan.model.hubId ?? plan.model.name;
  const work = { suite: plan.suite, model, cells: plan.cells, data, cases, ...template };
  return createHash('sha256').update(canonical(work)).digest('hex');
}
