import { plainLines } from '../domain/plain-text.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { isOpen, shapeInWords } from '../domain/shape.ts';

function cellLine(cell: Cell, idWidth: number): string {
  const batch = cell.batchSize > 1 ? `, ${cell.batchSize} prompts each` : '';
  const comma = isOpen(cell.shape) ? ',' : '';
  const warm = cell.warmupRequests > 0 ? `${comma} after ${cell.warmupRequests} to warm up` : '';
  const released = `${comma || ' at'} ${shapeInWords(cell.shape)}`;
  const load = `${cell.requests} requests${released}${batch}${warm}`;
  return `  ${cell.id.padEnd(idWidth)} ${load}, ${cell.endpoint}, at most ${cell.maxTokens} tokens`;
}

function targetLine({ target }: Plan): string {
  if (target.kind === 'container') return `container of ${target.composeFile}, service ${target.service}`;
  if (target.kind === 'endpoint') return `endpoint ${target.url}`;
  return `process ${target.command} (simulated engine, no container)`;
}

/** How often a prompt is asked, where there are fewer prompts than the cells ask. */
function repeatsLine({ cells, datasets: { prompts } }: Plan): string[] {
  const asked = cells
    .filter(({ test }) => test !== 'json_struct')
    .reduce((sum, { requests, batchSize }) => sum + requests * batchSize, 0);
  if (asked <= prompts.count) return [];
  return [`  ${asked} prompts are asked of ${prompts.count}: a repeat gets a numbered first line`];
}

function requestLine({ test, constraint, path, structuredOutput, freshPrompts }: Plan['requests'][number]): string {
  const schema = constraint === 'schema' ? `, schema by ${structuredOutput}` : '';
  return `  ${test.padEnd(18)} ${path}${schema}, repeats by ${freshPrompts}`;
}

/** The plan for people: what will run, in which order, with which settings. */
export function planText(plan: Plan): string {
  const settings = plan.fairness.map(
    ({ setting, asked, how, state }) =>
      `  ${setting.padEnd(18)} ${asked.padEnd(16)} ${state === 'set' ? how : `${state}: ${how}`}`,
  );
  const data = Object.values(plan.datasets).map(
    ({ name, count, sha256 }) =>
      `  ${name.padEnd(18)} ${String(count).padEnd(16)} sha256 ${sha256?.slice(0, 12) ?? 'unknown'}`,
  );
  const idWidth = Math.max(...plan.cells.map(({ id }) => id.length));
  const lines = [
    `engine   ${plan.engine.title}${plan.engine.proven ? '' : ' (definition not proven by a run of ours)'}`,
    `model    ${plan.model.name}${plan.model.hubId === null ? '' : ` (${plan.model.hubId})`}`,
    `from     ${targetLine(plan)}`,
    `suite    ${plan.suite.name}: ${plan.suite.description}`,
    `plan     ${plan.hash.slice(0, 16)}`,
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
  ];
  return plainLines(lines.join('\n'));
}
