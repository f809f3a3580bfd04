import Handlebars from 'handlebars';
import { z } from 'zod';

/** A body of the user's own for servers with another API: the file's text, and the path that it is sent to. */
export const requestTemplateSchema = z.strictObject({ file: z.string(), path: z.string(), text: z.string() });
export type RequestTemplate = z.infer<typeof requestTemplateSchema>;

/** Names that a template may use. Unknown is null; a list and a schema are written with the helper `json`. */
export type TemplateValues = {
  model: string;
  prompt: string;
  system: string | null;
  messages: { role: string; content: string }[];
  maxTokens: number;
  exactTokens: number | null;
  temperature: number;
  topP: number;
  seed: number;
  schema: Record<string, unknown> | null;
  schemaName: string | null;
  cacheSalt: string | null;
  stream: true;
};

/** What is wrong with a template, in lines for the user. */
export class TemplateMistake extends Error {
  readonly detail: string[];

  constructor(message: string, detail: string[] = []) {
    super(message);
    this.detail = detail;
  }
}

/** A text that stands in a template as the inside of a JSON string, and in `json` as the whole string. */
type SafeText = { toHTML(): string; toString(): string; toJSON(): string };

function safeText(text: string): SafeText {
  const inside = JSON.stringify(text).slice(1, -1);
  return { toHTML: () => inside, toString: () => inside, toJSON: () => text };
}

function safe(value: unknown): unknown {
  if (typeof value === 'string') return safeText(value);
  if (Array.isArray(value)) return value.map(safe);
  return value;
}

function context({ messages, ...values }: TemplateValues): Record<string, unknown> {
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, safe(value)]));
  const said = messages.map(({ role, content }) => ({ role: safeText(role), content: safeText(content) }));
  return { ...texts, messages: said };
}

const environment = Handlebars.create();
environment.registerHelper('json', (value: unknown) => new Handlebars.SafeString(JSON.stringify(value)));

const compiled = new Map<string, ReturnType<typeof environment.compile>>();

function rendered({ file, text }: RequestTemplate, values: TemplateValues): string {
  try {
    const known = compiled.get(text) ?? environment.compile(text, { strict: true, knownHelpers: { json: true } });
    compiled.set(text, known);
    return known(context(values));
  } catch (error) {
    const [first = '', ...rest] = (error as Error).message.replace(' in [object Object]', '').split('\n');
    const braces = rest.some((line) => line.includes("got 'CLOSE_UNESCAPED'"));
    throw new TemplateMistake(`${file}: ${first}`, [
      ...rest,
      ...(braces ? ['write a space between }} and a } that closes the JSON'] : []),
    ]);
  }
}

const shownAround = 60;

/** Where the parser stopped, with the rendered text on both sides. Without a position the text ended too early. */
function notJson(file: string, text: string, error: Error): TemplateMistake {
  const found = /position (\d+)/.exec(error.message)?.[1];
  const at = found === undefined ? text.length : Number(found);
  const line = text.slice(0, at).split('\n').length;
  const near = `${text.slice(Math.max(0, at - shownAround), at)}<<< here >>>${text.slice(at, at + shownAround)}`;
  return new TemplateMistake(
    `${file}: what it renders is no JSON: ${error.message.replace(/ \(line \d+ column \d+\)$/, '')}`,
    [`rendered text, line ${line}, around position ${at}:`, ...near.split('\n').map((each) => `  ${each}`)],
  );
}

/**
 * The body of one request. Texts are escaped, so a prompt can neither break the JSON nor add a field.
 * Throws TemplateMistake: a syntax error or an unknown name with its line, or what is no JSON with the text around it.
 */
export function renderTemplate(template: RequestTemplate, values: TemplateValues): Record<string, unknown> {
  const text = rendered(template, values);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw notJson(template.file, text, error as Error);
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new TemplateMistake(`${template.file}: a body is a JSON object`, [`rendered: ${text.slice(0, shownAround)}`]);
}

/** Whether the template uses a name at all. */
export function usesName({ text }: RequestTemplate, name: keyof TemplateValues): boolean {
  return new RegExp(`\\{\\{[^}]*\\b${name}\\b`).test(text);
}
