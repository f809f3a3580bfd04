import type { Owner } from './run.ts';

/** Labels of every Docker object that Dyno makes. */
export const runLabel = 'dyno.run';
export const ownerLabel = 'dyno.owner';
export const purposeLabel = 'dyno.purpose';
/** Value of dyno.purpose on volumes that outlive runs; such an object is never removed by a clean-up. */
export const cachePurpose = 'cache';

/** An owner as a label value: `host:pid:startTicks`. */
export function formatOwner(owner: Owner): string {
  return `${owner.host}:${owner.pid}:${owner.startTicks}`;
}

/** Reads a label value made by `formatOwner`; null for anything else. */
export function parseOwner(text: string | undefined): Owner | null {
  const match = /^(.+):(\d+):(\d+)$/.exec(text ?? '');
  if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined) return null;
  return { host: match[1], pid: Number(match[2]), startTicks: match[3] };
}

/** The labels of a run's objects; dyno.purpose is added per object. */
export function runLabels(runId: string, owner: Owner): Record<string, string> {
  return { [runLabel]: runId, [ownerLabel]: formatOwner(owner) };
}
