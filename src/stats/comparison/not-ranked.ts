import type { Comparison, TestedEngine } from '../../domain/comparison.ts';
import { isUnenforced } from '../../domain/enforcement-text.ts';
import { differing, type Facts } from './facts.ts';

/** All that decides whether an engine may be ranked in a test. */
export type Entry = { tested: TestedEngine; simulated: boolean; profiled: boolean; facts: Facts; machine: Facts };

/** At most this many differences are named; the page lists all. */
const namedAtMost = 3;

function named(names: string[], mine: Facts, theirs: Facts | null): string {
  const words = names.slice(0, namedAtMost).map((name) => {
    const other = theirs === null ? '' : `, others ${theirs[name] ?? 'not asked'}`;
    return `${name} ${mine[name] ?? 'not asked'}${other}`;
  });
  const more = names.length > namedAtMost ? [`and ${names.length - namedAtMost} more`] : [];
  return [...words, ...more].join('; ');
}

function sameKey({ facts, machine }: Entry): string {
  return JSON.stringify([Object.entries(facts).sort(), Object.entries(machine).sort()]);
}

/** The largest group that did the same work on the same machine; null where there is no such group or two as large. */
function reference(entries: Entry[]): Entry[] | null {
  const groups = Map.groupBy(entries, sameKey);
  const [first, second] = [...groups.values()].toSorted((a, b) => b.length - a.length);
  if (first === undefined || first.length < 2 || second?.length === first.length) return null;
  return first;
}

/** Why an engine's work or machine cannot be set beside the others'; null where it can. */
function otherWork(entry: Entry, entries: Entry[], same: Entry[] | null): string | null {
  if (same?.includes(entry)) return null;
  const [other] = same ?? entries.filter((one) => sameKey(one) !== sameKey(entry));
  if (other === undefined) return null;
  const machine = differing(entry.machine, other.machine);
  const theirs = same === null ? null : other;
  if (machine.length > 0) return `other machine: ${named(machine, entry.machine, theirs?.machine ?? null)}`;
  return `other work: ${named(differing(entry.facts, other.facts), entry.facts, theirs?.facts ?? null)}`;
}

/** Rules that say that a schema did not bind the answers. */
const unbound = ['SCHEMA_ENFORCED', 'JSON_NOT_ENFORCED'];

/** What speaks against an engine's figures in a test, whatever the others did; null where nothing does. */
export function ownReason(
  { tested, simulated, profiled }: Pick<Entry, 'tested' | 'simulated' | 'profiled'>,
  kind: Comparison['simulated'],
): string | null {
  const { verdict, leftOut, broken, enforcement } = tested;
  if (profiled) return 'profiled: its speed is not that of the engine alone';
  if (enforcement !== null && isUnenforced(enforcement)) return 'the schema is not enforced';
  if (simulated && kind === 'some') return 'simulated: it cannot be ranked among real engines';
  if (verdict === 'INVALID' && leftOut === 0) {
    return unbound.includes(broken[0] ?? '')
      ? 'the schema is not enforced'
      : `INVALID: ${broken[0] ?? 'no rule named'}`;
  }
  return null;
}

/**
 * Engines of a test that must not be ranked, with the reason. Work and machine are compared among those that nothing
 * else speaks against, so that a broken run cannot decide what the usual work is.
 */
export function notRanked(entries: Entry[], kind: Comparison['simulated']): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const entry of entries) {
    const reason = ownReason(entry, kind);
    if (reason !== null) reasons.set(entry.tested.engine, reason);
  }
  const left = entries.filter(({ tested }) => !reasons.has(tested.engine));
  const same = reference(left);
  for (const entry of left) {
    const reason = otherWork(entry, left, same);
    if (reason !== null) reasons.set(entry.tested.engine, reason);
  }
  return reasons;
}
