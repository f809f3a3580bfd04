import { isAbsolute, join } from 'node:path';
import type { Config } from '../domain/config.ts';
import type { Cell } from '../domain/plan.ts';
import {
  type RequestTemplate,
  renderTemplate,
  TemplateMistake,
  type TemplateValues,
  usesName,
} from '../domain/request-template.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

/** Everything that breaks a body whose author forgot to escape. */
const hardText = 'He said "yes", \\ {{no}} \n\t </p> \u2028 ü 😀';
const hardSchema = { type: 'object', properties: { 'a "b"': { enum: [hardText] } } };

/** Values of a request that a cell can ask for, with texts that are hard to write. */
function hardValues(cell: Cell, { servedModel }: Config): TemplateValues {
  const system = cell.test === 'json_struct' ? hardText : null;
  const user = { role: 'user', content: hardText };
  const constrained = cell.constraint === 'schema';
  return {
    model: servedModel,
    prompt: hardText,
    system,
    messages: system === null ? [user] : [{ role: 'system', content: system }, user],
    maxTokens: cell.maxTokens,
    exactTokens: cell.output === null ? null : cell.maxTokens,
    temperature: cell.temperature,
    topP: cell.topP,
    seed: 0,
    schema: constrained ? hardSchema : null,
    schemaName: constrained ? 'name' : null,
    cacheSalt: cell.freshPrompts === 'cache-salt' ? hardText : null,
    stream: true,
  };
}

/** What a cell asks for and the template never mentions. */
function missing(cell: Cell, template: RequestTemplate): string[] {
  const key = `tests.${cell.test}`;
  const wanted: [boolean, keyof TemplateValues, string][] = [
    [cell.constraint === 'schema', 'schema', `${key} asks by JSON schemas`],
    [cell.output !== null, 'exactTokens', `${key}.output asks for exact lengths`],
    [cell.freshPrompts === 'cache-salt', 'cacheSalt', `${key}.freshPrompts is cache-salt`],
  ];
  const unused = wanted
    .filter(([asked, name]) => asked && !usesName(template, name))
    .map(([, name, why]) => `${template.file}: it has no {{${name}}}, but ${why}`);
  return cell.batchSize > 1 ? [...unused, `${key}.batchSize: a template asks one prompt in a call`] : unused;
}

function check(template: RequestTemplate, cells: readonly Cell[], config: Config): void {
  const mistakes = [...new Set(cells.flatMap((cell) => missing(cell, template)))];
  const [first, ...more] = mistakes;
  if (first !== undefined) throw new DynoError('CONFIG_INVALID', first, { detail: more });
  for (const cell of cells) {
    const body = renderTemplate(template, hardValues(cell, config));
    if (!JSON.stringify(body).includes(JSON.stringify(hardText).slice(1, -1))) {
      throw new TemplateMistake(`${template.file}: the prompt is nowhere in what it renders`);
    }
  }
}

/**
 * Reads the template that the suite names and renders it for every cell, with texts that are hard to write, so that a
 * template that would fail in the middle of a test fails now. Relative paths are those of the user, then those of the
 * repository. Null without a template. Throws CONFIG_INVALID.
 */
export async function planTemplate(
  config: Config,
  cells: readonly Cell[],
  world: Pick<World, 'files' | 'root'>,
): Promise<RequestTemplate | null> {
  const { request } = config.suite;
  if (request === null) return null;
  const inRepository = join(world.root, request.template);
  const ours = !isAbsolute(request.template) && !(await world.files.exists(request.template));
  const file = ours ? inRepository : request.template;
  if (!(await world.files.exists(file))) {
    throw new DynoError('CONFIG_INVALID', `request.template: ${request.template} does not exist`);
  }
  const template = { file: request.template, path: request.path, text: await world.files.readText(file) };
  try {
    check(template, cells, config);
  } catch (error) {
    if (!(error instanceof TemplateMistake)) throw error;
    throw new DynoError('CONFIG_INVALID', error.message, { detail: error.detail });
  }
  return template;
}
