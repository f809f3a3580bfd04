import type { ComparedPair, Side, SideTest } from '../../domain/difference.ts';

/** What a verdict says against a side of a test whose figures are used all the same; nothing where it is VALID. */
function doubts(name: string, { verdict, broken }: SideTest): string[] {
  if (verdict === 'VALID') return [];
  const state = verdict === 'WARN' ? 'WARN' : 'INVALID in some of its runs, which are left out';
  return [`${name} is ${state}${broken.length === 0 ? '' : ` (${broken.join(', ')})`}`];
}

/** A test that is compared although a rule warns of one of its sides; nothing where none does. */
export function doubtful(a: Side, b: Side, test: SideTest, other: SideTest): ComparedPair['doubtful'] {
  const all = [...doubts(a.name, test), ...doubts(b.name, other)];
  return all.length === 0 ? [] : [{ id: test.id, level: test.level, why: all.join('; ') }];
}
