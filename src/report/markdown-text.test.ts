import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownCode, markdownText } from './markdown-text.ts';

test('what Markdown would read as markup is escaped', () => {
  const cases: [string, string][] = [
    ['a | b', 'a \\| b'],
    ['a\\|b\\', 'a\\\\\\|b\\\\'],
    ['`x` *y* **z** ~~w~~ $m$', '\\`x\\` \\*y\\* \\*\\*z\\*\\* \\~\\~w\\~\\~ \\$m\\$'],
    ['[a](javascript:b) ![c](d)', '\\[a\\](javascript:b) !\\[c\\](d)'],
    ['<b>&amp;&#60;</b><!-- --><?x?>', '&lt;b>&amp;amp;&amp;#60;&lt;/b>&lt;!-- -->&lt;?x?>'],
    ['_it_ and __b__', '\\_it\\_ and \\_\\_b\\_\\_'],
    ['http://x.y www.x.y', 'http\\://x.y www\\.x.y'],
    ['# heading', '\\# heading'],
    ['C #', 'C \\#'],
    ['- item', '\\- item'],
    ['+ item', '\\+ item'],
    ['1. item', '1\\. item'],
    ['12) item', '12\\) item'],
    ['> quote', '\\> quote'],
    ['---', '\\---'],
    ['=====', '\\====='],
  ];
  for (const [text, escaped] of cases) assert.equal(markdownText(text), escaped);
});

test('plain words, names and numbers stay readable as text', () => {
  const texts = [
    'json_struct/run-1',
    '9.52',
    '+68.2 %',
    '#1',
    '-1',
    'TTFT <= 500 ms',
    'a & b',
    '2026.10.1',
    'DYNO_X=1',
  ];
  for (const text of texts) assert.equal(markdownText(text), text);
});

test('a code span has a fence longer than any run of backticks in it', () => {
  assert.equal(markdownCode('./dyno bench'), '`./dyno bench`');
  assert.equal(markdownCode('a `b` c'), '``a `b` c``');
  assert.equal(markdownCode('``'), '``` `` ```');
});
