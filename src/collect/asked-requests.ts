import type { WorkItem } from '../domain/load-plan.ts';
import type { AskedRequest } from '../domain/sample-set.ts';
import { askedSchema } from '../domain/structured-output.ts';

type Schema = AskedRequest['meta']['jsonSchema'];

/**
 * Keeps of requests what statistics ask for. Prompts are left on disk: they are most of a large workload. A schema that
 * many requests carry is kept once, the same object for all of them.
 */
export function askedRequests(): (item: WorkItem) => AskedRequest & Pick<WorkItem, 'id'> {
  const schemas = new Map<string, Schema>();
  return (item) => {
    const schema = askedSchema(item);
    const text = JSON.stringify(schema);
    const jsonSchema = schemas.get(text) ?? schema;
    schemas.set(text, jsonSchema);
    return { id: item.id, meta: { ...item.meta, jsonSchema } };
  };
}
