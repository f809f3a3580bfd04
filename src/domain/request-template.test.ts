import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTemplate, TemplateMistake, type TemplateValues, usesName } from './request-template.ts';

const values: TemplateValues = {
  model: 'm',
  prompt: 'What is "memory"?\nAnd \\ this, </b>?',
  system: null,
  messages: [{ role: 'user', content: 'Say "hi"' }],
  maxTokens: 16,
  exactTokens: null,
  temperature: 0,
  topP: 0.95,
  seed: 7,
  schema: null,
  schemaName: null,
  cacheSalt: null,
  stream: true,
};

function render(text: string, change: Partial<TemplateValues> = {}): Record<string, unknown> {
  return renderTemplate({ file: 'body.hbs', path: '/x', text }, { ...values, ...change });
}

function mistake(text: string): TemplateMistake {
  try {
    render(text);
  } catch (error) {
    assert.ok(error instanceof TemplateMistake, String(error));
    return error;
  }
  assert.fail('it rendered');
}

test('texts are escaped for JSON, in quotes of the template, with three braces and by the helper alike', () => {
  const body = render('{"a": "{{prompt}}", "b": "{{{prompt}}}", "c": {{json prompt}}, "d": {{json messages}} }');
  const { prompt, messages } = values;
  assert.deepEqual(body, { a: prompt, b: prompt, c: prompt, d: messages });
});

test('a prompt cannot add a field', () => {
  const prompt = 'x", "max_tokens": 9999, "y": "';
  assert.deepEqual(render('{"p": "{{prompt}}", "max_tokens": {{maxTokens}} }', { prompt }), {
    p: prompt,
    max_tokens: 16,
  });
});

test('numbers, false values and lists are written as JSON has them', () => {
  const text =
    '{"t": {{temperature}}, "s": {{stream}}, "n": {{json exactTokens}}, "who": [{{#each messages}}"{{role}}"{{/each}}]}';
  assert.deepEqual(render(text), { t: 0, s: true, n: null, who: ['user'] });
});

test('what a request does not have can be left out', () => {
  const text =
    '{"p": "{{prompt}}"{{#if schema}}, "grammar": {{json schema}}{{/if}}{{#if system}}, "s": "{{system}}"{{/if}} }';
  assert.deepEqual(Object.keys(render(text)), ['p']);
  const schema = { type: 'object', description: 'a "b"' };
  assert.deepEqual(render(text, { schema, system: 'Be "brief"' }), {
    p: values.prompt,
    grammar: schema,
    s: 'Be "brief"',
  });
});

test('what is no JSON is told with the file, the place and the text around it', () => {
  const { message, detail } = mistake('{\n  "prompt": "{{prompt}}",\n  "max": {{maxTokens}},\n}');
  assert.match(message, /^body\.hbs: what it renders is no JSON: .*position \d+/);
  assert.match(detail[0] ?? '', /^rendered text, line 4, around position \d+:$/);
  assert.match(detail.join('\n'), /"max": 16,\n {2}<<< here >>>}$/);
});

test('a text that ends too early is told at its end', () => {
  assert.match(mistake('{"prompt": "{{prompt}}"').detail.join('\n'), /<<< here >>>$/);
});

test('a name that does not exist and a syntax error are told with their line', () => {
  assert.match(mistake('{\n"p": "{{promt}}"}').message, /^body\.hbs: "promt" not defined - 2:/);
  assert.match(mistake('{"p": "{{#if prompt}}"}').message, /^body\.hbs: Parse error on line 1/);
  assert.equal(mistake('{"n": {{seed}}}').detail.at(-1), 'write a space between }} and a } that closes the JSON');
});

test('a body that is no object is refused', () => {
  assert.match(mistake('["{{prompt}}"]').message, /a body is a JSON object/);
});

test('a name counts as used inside braces only', () => {
  const template = { file: '', path: '/', text: '{"schema": 1, "x": {{#if cacheSalt}}{{json  cacheSalt}}{{/if}}}' };
  assert.deepEqual([usesName(template, 'schema'), usesName(template, 'cacheSalt')], [false, true]);
});
