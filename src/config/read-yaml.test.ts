import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DynoError } from '../errors.ts';
import { collectMistakes } from './mistakes.ts';
import { parseYaml } from './read-yaml.ts';

function mistakesOf(text: string): string {
  const mistakes = collectMistakes();
  parseYaml('suite.yaml', text, mistakes);
  try {
    mistakes.throwIfAny();
  } catch (error) {
    assert.ok(error instanceof DynoError);
    return [error.message, ...error.detail].join('\n');
  }
  return '';
}

test('a YAML bomb of aliases is refused before it expands', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', 'b: &b [*a, *a, *a, *a, *a, *a]', 'c: [*b, *b, *b, *b]'].join(
    '\n',
  );
  assert.match(mistakesOf(bomb), /aliases/);
});

test('a duplicate key and broken syntax are reported with the line', () => {
  assert.match(mistakesOf('name: a\nname: b\n'), /unique.*line 2|line 2.*unique/i);
  assert.match(mistakesOf('name: [a\n'), /suite\.yaml: .*line/);
});

test('a file of two megabytes is no configuration', () => {
  assert.match(mistakesOf('x: '.padEnd(2_000_000, 'y')), /too many/);
});
