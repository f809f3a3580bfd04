import { makeWorld } from '../real-world.ts';
import type { World } from '../world.ts';

/** The real World with a terminal that is kept instead of shown. */
export type TestWorld = World & { shown: { out: string; err: string } };

/** A World for tests: real files, processes and Docker; what would be printed is in `shown`. */
export function testWorld(change: Partial<World> = {}): TestWorld {
  const shown = { out: '', err: '' };
  const terminal = {
    isTty: false,
    color: false,
    columns: 100,
    out: (text: string) => {
      shown.out += text;
    },
    err: (text: string) => {
      shown.err += text;
    },
  };
  return { ...makeWorld(new AbortController().signal), terminal, shown, ...change };
}
