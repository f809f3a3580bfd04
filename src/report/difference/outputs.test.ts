import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComparedPair, ComparedSides, Difference } from '../../domain/difference.ts';
import { junitXml, xmlText } from './junit.ts';
import { compareMarkdown } from './markdown.ts';
import { crossoverTexts } from './words.ts';

const hostile = `</testcase><script>alert("1")</script> & 'x' | \`y\` \u0000\u001b[31m ]]>`;

function difference(change: Partial<Difference>): Difference {
  const head = { metric: 'ttftP50Ms', title: 'TTFT p50', unit: 'ms', better: 'lower', test: 'throughput' } as const;
  const figures = { a: 100, b: 107, runs: { a: 3, b: 3 }, relative: 0.07, low: 0.06, high: 0.08, minEffect: 0.01 };
  const answer = { method: 'welch', p: 0, pAdjusted: 0, answer: 'slower', why: 'w' } as const;
  return { ...head, id: 'throughput', level: '8 in flight', ...figures, ...answer, ...change };
}

function compared(differences: Difference[], change: Partial<ComparedPair> = {}): ComparedSides {
  const head = { version: 1 as const, createdAt: 'now', dynoVersion: '0', command: [], minEffect: 0.01, strict: false };
  const empty = { differing: [], leftOut: [], doubtful: [], crossovers: [], notes: [], failed: [] };
  const fairness = { settings: [], facts: [] };
  const counts = { sameWork: true, comparisons: differences.length };
  return {
    ...head,
    confidence: 0.95,
    sides: [],
    pairs: [{ a: 'alpha', b: 'beta', fairness, ...counts, ...empty, differences, ...change }],
  };
}

test('JUnit: a regression is a failure, what cannot be compared skipped or an error, and the counts agree', () => {
  const failed = [{ id: 'throughput', level: '8 in flight', metric: 'ttftP50Ms', text: 'worse' }];
  const leftOut = [{ id: 'low_latency', level: '1 in flight', why: 'beta: INVALID: ERROR_SHARE' }];
  const rows = [
    difference({}),
    difference({ metric: 'x', answer: 'not comparable', why: 'one run' }),
    difference({ metric: 'y', answer: 'no difference shown' }),
  ];
  const xml = junitXml(compared(rows, { failed, leftOut }));
  assert.match(xml, /<testsuites name="dyno compare" tests="4" failures="1" errors="1" skipped="1"/);
  const count = (tag: string) => xml.split(`<${tag}`).length - 1;
  assert.deepEqual(['testcase ', 'failure ', 'error ', 'skipped ', '/testcase>'].map(count), [4, 1, 1, 1, 4]);
});

test('with --strict a test that a rule warns of is an error of its own, and without it none', () => {
  const doubtful = [{ id: 'throughput', level: '8 in flight', why: 'beta is WARN (CLIENT_SATURATED)' }];
  const both = compared([difference({ answer: 'no difference shown' })], { doubtful });
  assert.match(junitXml(both), /tests="1" failures="0" errors="0"/);
  const xml = junitXml({ ...both, strict: true });
  assert.match(xml, /tests="2" failures="0" errors="1"[\s\S]*<error message="beta is WARN \(CLIENT_SATURATED\)"/);
  const markdown = compareMarkdown({ ...both, strict: true });
  assert.match(markdown, /^## .*no regression shown; tests with a warning: 1, FAILED/);
  assert.match(markdown, /- throughput, 8 in flight: beta is WARN/);
});

test('a text in XML is neither markup nor a character that XML forbids', () => {
  const text = xmlText(hostile);
  assert.doesNotMatch(text, /[<>"']|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
  assert.deepEqual(
    ['\u0000', '\u001b'].filter((character) => text.includes(character)),
    [],
  );
  const rows = [difference({ id: hostile, title: hostile, why: hostile, level: hostile })];
  const xml = junitXml(compared(rows, { b: hostile }));
  assert.deepEqual([...new Set([...xml.matchAll(/<\/?([\w?]+)/g)].map(([, tag]) => tag))].sort(), [
    '?xml',
    'system',
    'testcase',
    'testsuite',
    'testsuites',
  ]);
});

test('hostile names stay text in the Markdown summary, and its tables keep their columns', () => {
  const markdown = compareMarkdown(compared([difference({ id: hostile, title: hostile })], { b: hostile }));
  assert.doesNotMatch(markdown, /(?<!\\)<script/);
  assert.equal(markdown.includes('\u001b'), false);
  const row = markdown.split('\n').find((line) => line.startsWith('| ') && line.includes('alert')) ?? '';
  assert.equal(row.split(/(?<!\\)\|/).length, 10);
});

test('a summary of thousands of figures is cut to what a pull request takes, says so, and closes what it opened', () => {
  const many = Array.from({ length: 3_000 }, () => difference({ answer: 'no difference shown' }));
  const markdown = compareMarkdown(compared(many));
  assert.ok(markdown.length < 65_536, String(markdown.length));
  assert.match(markdown, /more lines: .*--json/);
  assert.equal(markdown.split('<details>').length, markdown.split('</details>').length);
});

test('a crossing that is shown names the levels around it, others are counted as what chance may have made', () => {
  const crossing = {
    test: 'throughput',
    metric: 'tpotP50Ms',
    title: 'TPOT p50',
    at: 4.8,
    low: 4.8,
    high: 4.9,
  } as const;
  const sides = { betterBelow: 'alpha', betterAbove: 'beta' };
  const shown = { ...crossing, ...sides, between: [2, 24] as [number, number], shown: true };
  const { pairs } = compared([difference({})], { crossovers: [shown, { ...shown, shown: false }] });
  assert.deepEqual(crossoverTexts(pairs[0] as ComparedPair), [
    'throughput, TPOT p50: alpha is shown to be ahead at 2, beta at 24 in flight; they cross between these, by a straight line ' +
      'at about 4.8 (nobody looked there: measure levels between them)',
    '1 other crossing may be chance: no difference is shown on both sides of it',
  ]);
});

test('how often a report is false is not promised beyond what a note takes back', () => {
  const markdown = compareMarkdown(compared([difference({})], {}));
  assert.match(markdown, /fewer than 5 have even one false answer, as far as .*, and no note limits it/);
});
