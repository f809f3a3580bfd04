import { endpointOf } from '../domain/engine-abilities.ts';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import type { World } from '../world.ts';
import { caseQuestions } from './exact-answers.ts';
import type { CellQuestion } from './questions.ts';
import { syntheticQuestions } from './synthetic/questions.ts';
import { makeRuler, type Ruler } from './synthetic/ruler.ts';

/** What prompts of set lengths are measured with: an engine that is ready, and where to say how. */
export type Measuring = { engine: ReadyEngine; say(line: string): void };

/** The ruler of each endpoint, made when it is first needed: it asks the engine some hundred times. */
function rulersOf(plan: Plan, measuring: Measuring | null, world: World): (cell: Cell) => Promise<Ruler> {
  const rulers = new Map<string, Promise<Ruler>>();
  return (cell) => {
    if (measuring === null)
      throw new Error(`${cell.id} has prompts of set lengths, and no engine to measure them with`);
    const { engine, say } = measuring;
    const endpoint = endpointOf(cell);
    const made = async () => {
      const ruler = await makeRuler(cell, { engine, plan, world });
      say(ruler.inWords);
      return ruler;
    };
    const known = rulers.get(endpoint) ?? made();
    rulers.set(endpoint, known);
    return known;
  };
}

/** Makes questions that come from no data set; null for a cell that has one. */
export type OwnQuestions = (cell: Cell, count: number, use: 'warmup' | 'measured') => Promise<CellQuestion[]> | null;

export function ownQuestionsOf(plan: Plan, measuring: Measuring | null, world: World): OwnQuestions {
  const rulerOf = rulersOf(plan, measuring, world);
  const seen = new Set<string>();
  const cases = new Map(plan.caseLists.flatMap(({ test, cases: all }) => all.map((one) => [`${test}/${one.id}`, one])));
  return (cell, count, use) => {
    if (cell.caseId !== null) {
      const fixedCase = cases.get(`${cell.test}/${cell.caseId}`);
      if (fixedCase === undefined) throw new Error(`${cell.id}: the plan has no case ${cell.caseId}`);
      return Promise.resolve(caseQuestions(fixedCase, cell, plan, count));
    }
    return cell.input === null
      ? null
      : rulerOf(cell).then((ruler) => syntheticQuestions(cell, count, use, ruler, seen));
  };
}
