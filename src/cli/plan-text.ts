import { lengthsInWords } from '../domain/lengths.ts';
import { plainLines } from '../domain/plain-text.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { isOpen, shapeInWords } from '../domain/shape.ts';
import { pointInWords } from '../domain/sweep.ts';
import { promptsAsked } from '../plan/enough-prompts.ts';

/** How many requests, or for how long; what was made ready for a closed loop that runs for a time. */
function amount({ requests, durationMs, shape }: Cell): string {
  if (durationMs === null) return `${requests} requests`;
  const forTime = `for ${durationMs / 1000} s`;
  return isOpen(shape) ? `${requests} requests ${forTime}` : `${forTime} (${requests} requests made ready)`;
}

function lengthsText({ input, output, maxTokens }: Cell): string {
  const prompt = input === null ? '' : `, prompts of ${lengthsInWords(input)} tokens`;
  return `${prompt}, ${output === null ? `at most ${maxTokens}` : `exactly ${lengthsInWords(output)}`} tokens`;
}

function cellLine(cell: Cell, idWidth: number): string {
  const batch = cell.batchSize > 1 ? `, ${cell.batchSize} prompts each` : '';
  const comma = isOpen(cell.shape) ? ',' : '';
  const warm = cell.warmupRequests > 0 ? `${comma} after ${cell.warmupRequests} to warm up` : '';
  const released = `${comma || ' at'} ${shapeInWords(cell.shape)}`;
  const load = `${amount(cell)}${released}${batch}${warm}`;
  return `  ${cell.id.padEnd(idWidth)} ${load}, ${cell.endpoint}${lengthsText(cell)}`;
}

function targetLine({ target }: Plan): string {
  if (target.kind === 'container') return `container of ${target.composeFile}, service ${target.service}`;
  if (target.kind === 'endpoint') return `endpoint ${target.url}`;
  return `process ${target.command} (simulated engine, no container)`;
}

/** How often a prompt is asked, where there are fewer prompts than the cells ask. */
function repeatsLine({ cells, datasets: { prompts } }: Plan): string[] {
  const asked = promptsAsked(cells);
  if (asked <= prompts.count) return [];
  return [`  ${asked} prompts are asked of ${prompts.count}: a repeat gets a numbered first line`];
}

function requestLine({ test, constraint, path, structuredOutput, freshPrompts }: Plan['requests'][number]): string {
  const schema = constraint === 'schema' ? `, schema by ${structuredOutput}` : '';
  return `  ${test.padEnd(18)} ${path}${schema}, repeats by ${freshPrompts}`;
}

/** What variables of the environment changed; nothing where none did. */
function environmentText({ environment }: Plan): string[] {
  if (environment.length === 0) return [];
  const lines = environment.map(
    ({ variable, value, keys, overruled }) =>
      `  ${variable}=${value} sets ${keys.join(', ')}${overruled ? ', but a flag says otherwise' : ''}`,
  );
  return ['', 'from the environment:', ...lines];
}

/** The plan for people: what will run, in which order, with which settings. */
export function planText(plan: Plan): string {
  const settings = plan.fairness.map(
    ({ setting, asked, how, state }) =>
      `  ${setting.padEnd(18)} ${asked.padEnd(16)} ${state === 'set' ? how : `${state}: ${how}`}`,
  );
  const used = Object.values(plan.datasets).filter((dataset) => dataset !== null);
  const data = used.map(
    ({ name, count, sha256 }) =>
      `  ${name.padEnd(18)} ${String(count).padEnd(16)} sha256 ${sha256?.slice(0, 12) ?? 'unknown'}`,
  );
  const lists = plan.caseLists.map(
    ({ path, cases, sha256 }) =>
      `  ${path.padEnd(18)} ${`${cases.length} cases`.padEnd(16)} sha256 ${sha256.slice(0, 12)}`,
  );
  const idWidth = Math.max(...plan.cells.map(({ id }) => id.length));
  const lines = [
    `engine   ${plan.engine.title}${plan.engine.proven ? '' : ' (definition not proven by a run of ours)'}`,
    `model    ${plan.model.name}${plan.model.hubId === null ? '' : ` (${plan.model.hubId})`}`,
    `from     ${targetLine(plan)}`,
    `suite    ${plan.suite.name}: ${plan.suite.description}`,
    ...(Object.keys(plan.sweepPoint).length === 0 ? [] : [`sweep    ${pointInWords(plan.sweepPoint)}`]),
    `plan     ${plan.hash.slice(0, 16)}`,
    ...environmentText(plan),
    '',
    `${plan.cells.length} cells:`,
    ...plan.cells.map((cell) => cellLine(cell, idWidth)),
    '',
    'settings:',
    ...settings,
    '',
    'requests:',
    ...plan.requests.map(requestLine),
    '',
    'data sets:',
    ...data,
    ...repeatsLine(plan),
    ...lists,
  ];
  return plainLines(lines.join('\n'));
}

/** The plans of a request, one after another. */
export function plansText(plans: Plan[]): string {
  if (plans.length === 1) return plans.map(planText).join('');
  const cells = plans.reduce((sum, plan) => sum + plan.cells.length, 0);
  const head = `${plans.length} runs one after another, ${cells} cells in all; each starts the engine anew`;
  return [head, ...plans.map((plan, index) => `run ${index + 1} of ${plans.length}\n${planText(plan)}`)].join('\n\n');
}

/** One plan as one object, those of a sweep as a list. */
export function plansJson(plans: Plan[]): string {
  return JSON.stringify(plans.length === 1 ? plans[0] : plans, null, 2);
}
