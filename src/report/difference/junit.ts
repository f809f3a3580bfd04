import type { ComparedPair, ComparedSides, Difference } from '../../domain/difference.ts';
import { answerText, figureText, intervalText, metricText, relativeText } from './words.ts';

/** What XML 1.0 does not allow at all, not even escaped. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** A text as it may stand in XML, in an attribute too. */
export function xmlText(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"']/g, (mark) => entities[mark] as string)
    .replaceAll(/[\t\n\r]/g, (white) => `&#${white.charCodeAt(0)};`);
}

type Case = { name: string; kind: 'passed' | 'failure' | 'error' | 'skipped'; message: string };

function caseOf(difference: Difference, { failed }: ComparedPair): Case {
  const { id, level, metric, why, answer } = difference;
  const failure = failed.find((one) => one.id === id && one.level === level && one.metric === metric);
  const figures =
    `${figureText(difference, 'a')} -> ${figureText(difference, 'b')}, ${relativeText(difference.relative)} ` +
    `(95 % ${intervalText(difference)}): ${answerText(difference)}; ${why}`;
  const name = metricText(difference);
  if (failure !== undefined) return { name, kind: 'failure', message: `${failure.text}: ${figures}` };
  if (answer === 'not comparable') return { name, kind: 'skipped', message: why };
  return { name, kind: 'passed', message: figures };
}

function caseXml(suite: string, { name, kind, message }: Case): string {
  const open = `    <testcase classname="${xmlText(suite)}" name="${xmlText(name)}" time="0"`;
  if (kind === 'passed') return `${open}>\n      <system-out>${xmlText(message)}</system-out>\n    </testcase>`;
  const type = kind === 'skipped' ? '' : ` type="${kind === 'failure' ? 'regression' : 'not-comparable'}"`;
  return `${open}>\n      <${kind} message="${xmlText(message)}"${type}/>\n    </testcase>`;
}

function suiteXml(name: string, cases: Case[]): string {
  const count = (kind: Case['kind']) => cases.filter((one) => one.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const head = `  <testsuite name="${xmlText(name)}" ${counts} skipped="${count('skipped')}" time="0">`;
  return [head, ...cases.map((one) => caseXml(name, one)), '  </testsuite>'].join('\n');
}

function suites(pair: ComparedPair, strict: boolean): { name: string; cases: Case[] }[] {
  const versus = `${pair.b} against ${pair.a}`;
  const groups = Map.groupBy(pair.differences, ({ id, level }) => `${id}, ${level}`);
  const measured = [...groups].map(([name, rows]) => ({
    name: `${versus}: ${name}`,
    cases: rows.map((row) => caseOf(row, pair)),
  }));
  const kind = 'error' as const;
  const named = ({ id, level, why }: ComparedPair['leftOut'][number]): Case => ({
    name: `${id}, ${level}`,
    kind,
    message: why,
  });
  const notSame = pair.differing
    .filter((line) => pair.differences.length === 0 && (line.kind === 'work' || line.kind === 'machine'))
    .map(({ kind: what, what: name, a, b }) => ({ name: `same ${what}: ${name}`, kind, message: `${a} against ${b}` }));
  const cases = [...notSame, ...pair.leftOut.map(named)];
  const refused = cases.length === 0 ? [] : [{ name: `${versus}: not comparable`, cases }];
  const doubts = pair.doubtful.map(named);
  const warned = strict && doubts.length > 0 ? [{ name: `${versus}: warnings (--strict)`, cases: doubts }] : [];
  return [...measured, ...refused, ...warned];
}

/** The answers as JUnit XML: a suite for each test at a level, a case for each metric. */
export function junitXml({ pairs, strict }: ComparedSides): string {
  const all = pairs.flatMap((pair) => suites(pair, strict));
  const count = (kind: Case['kind']) => all.flatMap(({ cases }) => cases).filter((one) => one.kind === kind).length;
  const tests = all.reduce((sum, { cases }) => sum + cases.length, 0);
  const counts = `tests="${tests}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dyno compare" ${counts} time="0">`,
    ...all.map(({ name, cases }) => suiteXml(name, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}
