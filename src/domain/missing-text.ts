/** A cell that has no figures, by its id, and why. */
export type Missing = { cell: string; why: string };

/** "throughput/run-1 (client.json is missing), 4 more": at most so many by name. */
export function namedMissing(missing: readonly Missing[], most: number): string {
  const named = missing.slice(0, most).map(({ cell, why }) => `${cell} (${why})`);
  const more = missing.length > most ? [`${missing.length - most} more`] : [];
  return [...named, ...more].join(', ');
}
