import { join } from 'node:path';
import { collectSamples } from '../collect/collect-samples.ts';
import type { WorkItem } from '../domain/load-plan.ts';
import type { Cell } from '../domain/plan.ts';
import { seededRandom } from '../domain/random.ts';
import type { SampleSet } from '../domain/sample-set.ts';
import type { Statistics } from '../domain/statistics.ts';
import { computeStatistics } from '../stats/compute.ts';
import type { World } from '../world.ts';
import { type Level, scriptsOf } from './levels.ts';
import { type ScriptedCell, withLoads } from './measure.ts';
import { truthPlan } from './truth-plan.ts';

/** The three sides of a repetition: the same engine twice, and one that is slower by a planted share. */
export const sideNames = ['a', 'twin', 'slow'] as const;
export type SideName = (typeof sideNames)[number];

/** One load of one side. */
export type Load = { side: SideName; repetition: number; repeat: number; statistics: Statistics; set: SampleSet };

/** What the bench does; `from`: the first repetition, which is also its seed. */
export type Design = { from: number; repetitions: number; repeats: number; slowdown: number };

/** A load of a second. 140 requests carry a p95 (130). Times so long that other work on the machine hides nothing. */
const level: Level = { concurrency: 8, requests: 140, ttftMs: 15, itlMs: [3, 5], tokens: [6, 14] };

/** Of each TTFT and each gap, within a load. */
const jitter = 0.1;
/** Of a whole load: what differs from run to run on a real machine, and no request alone can show. */
const runToRun = 0.005;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

type Place = { side: SideName; repetition: number; repeat: number };

/** Requests with a script: the same for all sides, times the luck of this load, times the planted slowdown. */
function scripted(items: WorkItem[], { side, repetition, repeat }: Place, design: Design, seed: number): WorkItem[] {
  const luckSeed = (repetition * 100 + repeat) * 10 + sideNames.indexOf(side);
  const luck = Math.exp(runToRun * normal(seededRandom(luckSeed)));
  const factor = luck * (side === 'slow' ? 1 + design.slowdown : 1);
  const scripts = scriptsOf(level, items.length, seed);
  return items.map((item, index) => {
    const script = scripts[index];
    if (script === undefined) throw new Error(`no script for ${item.id}`);
    const paced = { ...script, ttftMs: script.ttftMs * factor, itlMs: script.itlMs * factor };
    const sim = { ...paced, jitter, seed: luckSeed * 1_000 + index };
    return { ...item, body: { ...item.body, max_tokens: script.tokens, sim } };
  });
}

function cellOf(place: Place, like: Cell, design: Design): ScriptedCell & { place: Place } {
  const { side, repetition, repeat } = place;
  // One seed for the sides of a repetition: they are asked the same, as runs of the same plan are.
  const seed = repetition * 100 + repeat;
  const cell = { ...like, id: `throughput/r${repetition}-${side}-${repeat}`, repeat, seed, warmupRequests: 0 };
  return {
    place,
    cell,
    script: ({ warmup, measured }) => ({
      warmup,
      // The same answers in every run of a repetition, as a data set gives them; what differs is chance.
      measured: scripted(measured, place, design, repetition),
    }),
  };
}

/** Every load in the order in which it is run: a, twin, slow, then slow, twin, a. */
function places({ from, repetitions, repeats }: Design): Place[] {
  return Array.from({ length: repetitions }, (_, index) => from + index).flatMap((repetition) =>
    Array.from({ length: repeats }, (_, index) => index + 1).flatMap((repeat) => {
      const sides = repeat % 2 === 1 ? sideNames : sideNames.toReversed();
      return sides.map((side) => ({ side, repetition, repeat }));
    }),
  );
}

/** Runs all loads against one simulated engine, below `folder`. Throws DynoError as the stages of a run do. */
export async function measureLoads(design: Design, folder: string, world: World): Promise<Load[]> {
  const plan = await truthPlan([level], join(folder, 'truth.jsonl'), world);
  const [like] = plan.cells;
  if (like === undefined) throw new Error('the plan has no cell');
  const cells = places(design).map((place) => cellOf(place, like, design));
  const where = { folder, command: ['make', 'bench-compare'], onEngine: () => undefined };
  const own = { ...plan, cells: cells.map(({ cell }) => cell) };
  return withLoads(
    own,
    cells,
    where,
    async ({ run }) => {
      const loads: Load[] = [];
      for (const { place, cell } of cells) {
        const set = await collectSamples(join(run.folder, cell.id), run.clock, world);
        loads.push({ ...place, statistics: computeStatistics(cell, own, set), set });
      }
      return loads;
    },
    world,
  );
}
