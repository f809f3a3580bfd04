import type { CrossCheck, CrossChecked } from '../../domain/cross-check.ts';

/** Two figures that could be compared. `apart` is left out where it is simply engine - client. */
export function compared(
  what: CrossChecked,
  figures: { client: number; engine: number; limit: number; apart?: number },
): CrossCheck {
  const { client, engine, limit, apart = engine - client } = figures;
  return { what, client, engine, apart, limit, why: null };
}

/** Two figures of which one is missing, or which are not of the same requests. */
export function notCompared(
  what: CrossChecked,
  why: string,
  { client = null, engine = null }: { client?: number | null; engine?: number | null } = {},
): CrossCheck {
  return { what, client, engine, apart: null, limit: null, why };
}

export const noReading = 'the engine has no such counter, or it was not read before and after the load';
export const someFailed = 'some requests failed, and nobody tells the client what the engine counted of them';
