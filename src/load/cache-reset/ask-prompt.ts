import { join } from 'node:path';
import type { WorkItem } from '../../domain/load-plan.ts';
import type { Cell, Plan } from '../../domain/plan.ts';
import { sampleSchema } from '../../domain/sample.ts';
import type { World } from '../../world.ts';
import { apiPath, requestBody } from '../dialect.ts';
import { makeLoadPlan } from '../load-plan.ts';
import { type Sender, sendItems } from '../run-load.ts';

/** Several blocks of any cache; it must fit into a short context too. */
function longPrompt(plan: Plan): string {
  const words = Math.min(400, Math.floor(plan.suite.engine.contextLength / 4));
  return Array.from({ length: words }, (_, index) => `word${index % 10}`).join(' ');
}

function smallCell(cell: Cell): Cell {
  return {
    ...cell,
    ...{ constraint: 'none', batchSize: 1, output: null, freshPrompts: 'unique-prompts', ignoreEos: false },
    ...{ maxTokens: Math.min(cell.maxTokens, 4), durationMs: null, maxDurationMs: null },
    shape: { kind: 'concurrency', concurrency: 1 },
  };
}

/**
 * Asks one throw-away prompt `times` times, one after another, in the dialect of the cell, into a folder of its own.
 * Returns how many of its tokens came from the cache the last time, by the engine's usage; null where it does not say.
 * Throws as `runLoad` does.
 */
export async function askPrompt(
  input: Sender & { cell: Cell; plan: Plan; folder: string },
  times: number,
  world: World,
): Promise<number | null> {
  const { plan, folder, engine } = input;
  const cell = smallCell(input.cell);
  const question = { prompts: [longPrompt(plan)], instruction: null, schema: null, seed: 0 };
  const meta = { promptIds: ['cache-reset'], schema: null, grade: null, cold: null, jsonSchema: null };
  const items = Array.from({ length: times }, (_, index): WorkItem => {
    const id = `c${index + 1}`;
    return { id, path: apiPath(cell, plan), intendedUs: null, body: requestBody(question, cell, plan), meta };
  });
  const load = makeLoadPlan({ cell, plan, phase: 'measured', url: engine.url, folder, requests: times });
  await world.files.makeFolder(folder);
  await sendItems(input, load, folder, items, world);
  let cached: number | null = null;
  for await (const line of world.files.lines(join(folder, 'requests.jsonl'))) {
    const sample = sampleSchema.parse(JSON.parse(line));
    if (sample.id === items.at(-1)?.id) cached = sample.outcome === 'ok' ? sample.cachedTokens : null;
  }
  return cached;
}
