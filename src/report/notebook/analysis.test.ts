import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleSchema } from '../../domain/sample.ts';
import { exampleCells, exampleComparison, exampleRunInput } from '../../testing/example-comparison.ts';
import { hostileTexts } from '../../testing/hostile-texts.ts';
import { testWorld } from '../../testing/test-world.ts';
import { comparedResultsCsv, rankingsCsv } from '../comparison/csv.ts';
import { mapTexts } from '../map-texts.ts';
import { analysisNotebook } from './analysis.ts';

type Cell = { cell_type: string; id: string; source: string[] } & Record<string, unknown>;
type Notebook = { cells: Cell[]; metadata: object; nbformat: number; nbformat_minor: number };

const comparison = exampleComparison();

async function notebookOf(shown = comparison): Promise<Notebook> {
  return JSON.parse(await analysisNotebook(shown, testWorld()));
}

function codeOf({ cells }: Notebook, id?: string): string {
  const chosen = cells.filter((cell) => cell.cell_type === 'code' && (id === undefined || cell.id === id));
  return chosen.map(({ source }) => source.join('')).join('\n');
}

/** Words in quotes in Python code that match, each once. */
function quoted(code: string, pattern: RegExp): string[] {
  return [...new Set([...code.matchAll(/'([\w.]+)'/g)].map(([, word]) => word ?? ''))].filter((word) =>
    pattern.test(word),
  );
}

test('the notebook keeps the rules of nbformat 4.5', async () => {
  const notebook = await notebookOf();
  assert.deepEqual(Object.keys(notebook).sort(), ['cells', 'metadata', 'nbformat', 'nbformat_minor']);
  assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
  const ids = notebook.cells.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const cell of notebook.cells) {
    assert.match(cell.id, /^[a-zA-Z0-9-]{1,64}$/);
    const own = cell.cell_type === 'code' ? ['execution_count', 'outputs'] : [];
    assert.deepEqual(Object.keys(cell).sort(), ['cell_type', 'id', 'metadata', 'source', ...own].sort());
    assert.ok(cell.source.length > 0 && cell.source.join('').trim() !== '', cell.id);
    assert.ok(
      cell.source.slice(0, -1).every((line) => /^[^\n]*\n$/.test(line)),
      cell.id,
    );
  }
  assert.ok(notebook.cells.filter(({ cell_type }) => cell_type === 'code').length >= 6);
});

test('files, columns and fields that the notebook reads are those that Dyno writes', async () => {
  const notebook = await notebookOf();
  const files = quoted(codeOf(notebook), /\.[a-z]+$/).filter((name) => name !== 'text.parse_math');
  assert.deepEqual(files.sort(), [
    'benchmark_results.csv',
    'performance_rankings.csv',
    'requests.jsonl',
    'statistics.json',
    'summary.json',
  ]);
  const { result } = exampleRunInput('alpha', exampleCells(0, 6));
  assert.ok(result);
  const [results = '', rankings = ''] = [
    comparedResultsCsv([{ folder: '../run', round: 1, result }]),
    rankingsCsv(comparison),
  ].map((text) => text.slice(0, text.indexOf('\n')));
  const read = quoted(codeOf(notebook, 'results'), /_/);
  assert.ok(read.includes('output_tokens_per_s_steady'));
  assert.deepEqual(
    read.filter((name) => !name.includes('.') && !results.split(',').includes(name)),
    [],
  );
  for (const name of ['cells', 'level', 'metric', 'better', 'engine', 'rank', 'not_ranked'])
    assert.ok(rankings.split(',').includes(name), name);
  const fields = quoted(codeOf(notebook), /[a-z](?:Us|Tokens)$/);
  assert.ok(fields.includes('firstTokenUs') && fields.includes('gapsUs'));
  assert.deepEqual(
    fields.filter((name) => !Object.hasOwn(sampleSchema.shape, name)),
    [],
  );
});

test('no text from outside gets into the code of the notebook, and none becomes markup or a second line of its title', async () => {
  const plain = await notebookOf();
  for (const text of hostileTexts) {
    const engines = mapTexts(comparison.engines, (word) => (word.startsWith('Engine ') ? text : word));
    const hostile = await notebookOf({ ...comparison, state: 'partial', engines, missing: [text] });
    assert.equal(codeOf(hostile), codeOf(plain), JSON.stringify(text));
    const title = hostile.cells[0]?.source.join('') ?? '';
    assert.notEqual(title, plain.cells[0]?.source.join(''));
    assert.match(title, /^# Comparison: [^\n]*\n\n[^\n]*\n\n(?:\*\*[^\n]*\*\*(?:\n\n)?)+$/, JSON.stringify(text));
    assert.doesNotMatch(title, /<[A-Za-z/!?]|(?<!\\)\[/, JSON.stringify(text));
  }
});
