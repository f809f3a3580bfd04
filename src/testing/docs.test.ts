import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { commands, flags } from '../cli/flags.ts';
import { errorTable, exitCodes } from '../errors.ts';
import { rules } from '../stats/rules/index.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = readText('README.md');

function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Text under a heading of README.md, up to the next heading of any level. */
function section(heading: string): string {
  const lines = readme.split('\n');
  const from = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  assert.notEqual(from, -1, `README.md has no heading "${heading}"`);
  const length = lines.slice(from + 1).findIndex((line) => /^#{1,6} /.test(line));
  return lines.slice(from + 1, length === -1 ? undefined : from + 1 + length).join('\n');
}

/** Rows of the first table under a heading, without its head. */
function table(heading: string): string[][] {
  const lines = section(heading).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows: string[][] = [];
  for (const line of lines.slice(first)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  }
  return rows.slice(2);
}

function firstColumn(heading: string): string[] {
  return table(heading).map(([name]) => (name ?? '').replaceAll('`', ''));
}

/** Shell lines of README.md: every line of its sh blocks. */
function shellLines(): string[] {
  return [...readme.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => (block ?? '').split('\n'));
}

/** Everything in README.md that a reader would type: code spans and shell blocks. */
function typed(): string[] {
  return [...shellLines(), ...[...readme.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '')];
}

test('the table of error codes in README.md says what errors.ts says, and nothing else', () => {
  const inCode = Object.entries(errorTable).map(([code, { exit, meaning, hint }]) => [
    `\`${code}\``,
    String(exit),
    meaning,
    hint,
  ]);
  assert.deepEqual(table('Error codes'), inCode);
});

test('the table of exit codes in README.md lists every exit code once', () => {
  assert.deepEqual(firstColumn('Exit codes').map(Number), Object.values(exitCodes));
});

test('the list of verdict rules in README.md is the list in stats/rules, in its order', () => {
  assert.deepEqual(firstColumn('Verdict rules'), Object.keys(rules));
});

test('the table of commands in README.md has every command of the program', () => {
  const inReadme = firstColumn('Commands').filter((name) => name.startsWith('./dyno '));
  const names = new Set(inReadme.map((line) => line.split(' ')[1]));
  assert.deepEqual([...names].sort(), [...Object.keys(commands), 'help', 'version'].sort());
});

test('the table of flags in README.md has every flag of the program', () => {
  const inReadme = firstColumn('Flags').map((flag) => flag.split(' ')[0]);
  assert.deepEqual(inReadme, [...Object.keys(flags).map((name) => `--${name}`), '--help']);
});

test('every flag that README.md gives to Dyno exists', () => {
  const toDyno = typed().filter((line) => line.includes('./dyno ') || line.includes('ARGS='));
  const given = toDyno.flatMap((line) => [...line.matchAll(/ --([a-z][a-z-]*)|"--([a-z][a-z-]*)/g)]);
  assert.ok(given.length > 10, 'README.md shows no commands');
  const unknown = given.map(([, a, b]) => a ?? b ?? '').filter((name) => !Object.hasOwn(flags, name));
  assert.deepEqual(unknown, []);
});

test('every make target in README.md exists, and make help shows every target that README.md should name', () => {
  const named = new Set(
    typed().flatMap((line) => [...line.matchAll(/\bmake ([a-z][a-z-]*)/g)].map(([, word]) => word)),
  );
  const help = execFileSync('make', ['help'], { cwd: root, encoding: 'utf8' });
  const targets = [...help.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name]) => name);
  assert.ok(targets.length > 5, 'make help lists no targets');
  assert.deepEqual([...named].sort(), targets.sort());
});

test('every relative link in a Markdown file of the repository leads to a file, and every anchor to a heading', () => {
  const files = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const broken = files.filter((file) => existsSync(join(root, file))).flatMap(brokenLinks);
  assert.ok(files.includes('README.md'), 'README.md is not in the repository');
  assert.deepEqual(broken, []);
});

function brokenLinks(file: string): string[] {
  const text = readText(file).replaceAll(/```.*?```/gs, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    })
    .map((link) => `${file}: ${link}`);
}

/** Anchors as the usual Markdown viewers make them from headings. */
function anchorsOf(file: string): string[] {
  return [...readText(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

test('every path of the repository that README.md or DECISIONS.md names exists', () => {
  const text = `${readme}\n${readText('src/DECISIONS.md')}`;
  const paths = [...text.matchAll(/`((?:src|k6|engines|compose|datasets)\/[\w./-]*\w\/?)`/g)].map(
    ([, path]) => path ?? '',
  );
  const ours = paths.filter((path) => !path.includes('NAME'));
  assert.ok(ours.length > 10, 'no paths found');
  assert.deepEqual(
    ours.filter((path) => !existsSync(join(root, path))),
    [],
  );
});

test('the version of package.json has an entry in CHANGELOG.md', () => {
  const { version } = JSON.parse(readText('package.json')) as { version: string };
  assert.match(readText('CHANGELOG.md'), new RegExp(`^## ${version.replaceAll('.', '\\.')}\\b`, 'm'));
});
