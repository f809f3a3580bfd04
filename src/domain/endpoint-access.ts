import type { Target } from './plan.ts';

/** How an endpoint is reached: only what the user asked for; proxy variables of the environment are never used. */
export type Route = {
  /** `http://host:port`. */
  proxy: string | null;
  /** PEM file of the only authorities that are trusted; null: the machine's. */
  caFile: string | null;
  /** Certificates are not checked at all. */
  tlsInsecure: boolean;
};

/** What every control request to the engine carries (probes, model list, metrics): the same as the load itself. */
export type Access = { headers: Record<string, string>; route: Route };

const direct: Route = { proxy: null, caFile: null, tlsInsecure: false };

/** The key is read from its file each time and kept nowhere. */
export async function accessTo(target: Target, readText: (path: string) => Promise<string>): Promise<Access> {
  if (target.kind !== 'endpoint') return { headers: {}, route: direct };
  const { headers, bearerFile, proxy, caFile, tlsInsecure } = target;
  const route = { proxy, caFile, tlsInsecure };
  if (bearerFile === null) return { headers, route };
  return { headers: { ...headers, authorization: `Bearer ${(await readText(bearerFile)).trim()}` }, route };
}
