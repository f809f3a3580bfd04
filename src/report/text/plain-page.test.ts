import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileTexts } from '../../testing/hostile-texts.ts';
import { hideMarks, plainPage } from './plain-page.ts';

const text = (...lines: string[]) => plainPage(lines.join('\n'));

test('headings are underlined, marks of our own fall away, pictures are named', () => {
  const page = text(
    '# One',
    '',
    '## Two',
    '',
    '> **Beware**',
    '',
    'See benchmark\\_results.csv: **VALID**.',
    '',
    '![Bars](a.png)',
  );
  assert.equal(page, 'One\n===\n\nTwo\n---\n\n! Beware\n\nSee benchmark_results.csv: VALID.\n\nPicture: a.png\n');
});

test('paragraphs and lists are broken at 80 columns, each line below its own text', () => {
  const words = 'word '.repeat(30).trim();
  const lines = text(`- ${words}`, `  - ${words}`, `- ${words}`).split('\n');
  assert.ok(
    lines.every((line) => line.length <= 80),
    lines.join('\n'),
  );
  assert.match(lines[0] ?? '', /^- word/);
  assert.match(lines[1] ?? '', /^ {2}word/);
  assert.ok(lines.some((line) => line.startsWith('  - word')));
});

test('a word that is longer than a line stays whole', () => {
  const path = '/a'.repeat(60);
  assert.ok(text(`see ${path} there`).split('\n').includes(path));
});

test('numbers of a table stand to the right, long cells are broken inside their column', () => {
  const words = 'a cell of many words '.repeat(6).trim();
  const lines = text('| name | n | why |', '| :--- | ---: | :--- |', `| one | 7 | ${words} |`, '| two | 12 |  |').split(
    '\n',
  );
  assert.equal(lines[0]?.trimEnd(), 'name   n  why');
  assert.match(lines[2] ?? '', /^one {4}7 {2}a cell of many words/);
  assert.match(lines[3] ?? '', /^ {10}\S/);
  assert.equal(lines.at(-2), 'two   12');
  assert.ok(lines.every((line) => line.length <= 80));
});

test('a table whose words are too long for its columns becomes a list for each row', () => {
  const wide = 'x'.repeat(60);
  assert.equal(text('| a | b |', '| :--- | :--- |', `| ${wide} | ${wide} |`), `a: ${wide}\n  b: ${wide}\n`);
});

for (const hostile of hostileTexts) {
  test(`${JSON.stringify(hostile)} is no mark of a text page`, () => {
    const shown = hideMarks(hostile.replaceAll(/\s+/g, ' ').trim());
    const page = text('| a | b |', '| :--- | :--- |', `| ${shown} | end |`);
    assert.equal(
      page.split('\n').filter((line) => /^-+ {2}-+$/.test(line)).length + (page.startsWith('a: ') ? 1 : 0),
      1,
    );
    assert.ok(!text(shown).includes('\n==='), 'it made a heading');
  });
}
