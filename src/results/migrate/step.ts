/** A document as it was parsed, before anything is known of its form. */
export type Parsed = Record<string, unknown>;

/** Brings a document from one version to the next, and says in words what such a run cannot tell. Changes nothing in place. */
export type Step = (document: Parsed) => { document: Parsed; unknown: string[] };

/** Whether a value is an object that can be looked into. */
export function isParsed(value: unknown): value is Parsed {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
