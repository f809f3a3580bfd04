import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parseCommandLine } from '../cli/parse.ts';

type Step = { name?: string; uses?: string; run?: string; if?: string; with?: Record<string, unknown> };
type Job = { steps: Step[]; 'timeout-minutes'?: number; 'runs-on': string | string[] };
type Workflow = {
  on: Record<string, { inputs?: Record<string, { options?: string[] }> } | null>;
  permissions: object;
  concurrency: { group: string; 'cancel-in-progress': boolean | string };
  jobs: Record<string, Job>;
};

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');
const makefile = readFileSync(join(root, 'Makefile'), 'utf8');

const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const content: Workflow = parse(text);
  return { name, text, content, steps: Object.values(content.jobs).flatMap(({ steps }) => steps) };
});

/** Commands in shell steps that begin with `program`, as words without quotes; a redirection or a pipe ends a command. */
function commandsOf(steps: Step[], program: string): string[][] {
  const lines = steps.flatMap(({ run = '' }) => run.replaceAll(/\\\n\s*/g, '').split('\n'));
  return lines
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${program} `))
    .map((line) => (line.split(/ \d?[>|]/)[0] ?? '').split(/\s+/).map((word) => word.replaceAll(/['"]/g, '')));
}

function workflowOf(file: string) {
  const found = workflows.find(({ name }) => name === file);
  assert.ok(found, `${file} is not in .github/workflows`);
  return found;
}

test('every command line of Dyno in a workflow is one that the program understands', () => {
  const commands = workflows.flatMap(({ steps }) => commandsOf(steps, './dyno'));
  assert.ok(commands.length >= 4, 'the workflows show no commands');
  for (const [, ...args] of commands) assert.equal(parseCommandLine(args).command, args[0]);
});

test('every target and variable of make in a workflow is in the Makefile, with flags that the program understands', () => {
  const commands = workflows.flatMap(({ steps }) => commandsOf(steps, 'make'));
  assert.ok(commands.length >= 5, 'the workflows show no commands');
  for (const [, ...words] of commands) {
    const target = words.find((word) => /^[a-z]/.test(word)) ?? '';
    assert.match(makefile, new RegExp(`^${target}:.* ## `, 'm'), target);
    for (const variable of words.flatMap((word) => /^([A-Z_]+)=/.exec(word)?.[1] ?? []))
      assert.ok(makefile.includes(`$(${variable})`), variable);
    const args = words.flatMap((word) => (word.startsWith('ARGS=') ? [word.slice('ARGS='.length)] : []));
    if (args.length > 0) assert.equal(parseCommandLine([target, ...args]).command, target);
  }
});

test('workflows may only read, end after a time, and take actions by commit with the version beside it', () => {
  assert.deepEqual(workflows.map(({ name }) => name).sort(), ['bench.yml', 'ci.yml']);
  for (const { name, text, content } of workflows) {
    assert.deepEqual(content.permissions, { contents: 'read' }, name);
    for (const job of Object.values(content.jobs)) assert.ok((job['timeout-minutes'] ?? 0) > 0, name);
    const uses = [...text.matchAll(/\buses: (.*)/g)].map(([, used]) => used ?? '');
    assert.ok(uses.length > 1, name);
    for (const used of uses) assert.match(used, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
    assert.doesNotMatch(text, /\bsecrets\b/, name);
  }
});

test('no word from outside is pasted into the text of a shell step', () => {
  const pasted = workflows.flatMap(({ name, steps }) =>
    steps.filter(({ run }) => /\$\{\{/.test(run ?? '')).map((step) => `${name}: ${step.name}`),
  );
  assert.deepEqual(pasted, []);
});

test('the benchmark is started by hand and at night only, has the GPU alone, and cleans up before and after', () => {
  const { content, steps } = workflowOf('bench.yml');
  assert.deepEqual(Object.keys(content.on).sort(), ['schedule', 'workflow_dispatch']);
  assert.deepEqual(content.concurrency, { group: 'dyno-gpu', 'cancel-in-progress': false });
  assert.ok(Object.values(content.jobs).every((job) => job['runs-on'].includes('self-hosted')));
  const at = (run: RegExp) => steps.flatMap((step, index) => (run.test(step.run ?? '') ? [index] : []));
  const [before = -1, after = -1] = at(/^\.\/dyno clean$/m);
  const [bench = -1] = at(/^make -s bench /m);
  assert.ok(0 <= before && before < bench && bench < after, `${before} ${bench} ${after}`);
  assert.match(steps[after]?.if ?? '', /\balways\(\)/);
  const engines = content.on.workflow_dispatch?.inputs?.engine?.options ?? [];
  assert.ok(engines.length > 0);
  for (const engine of engines) assert.ok(existsSync(join(root, 'compose', `${engine}.yaml`)), engine);
});

test('the hosted machine builds with the Go that set-up names', () => {
  const { steps } = workflowOf('ci.yml');
  const [version] = steps.flatMap((step) => step.with?.['go-version'] ?? []);
  assert.ok(typeof version === 'string');
  assert.ok(readFileSync(join(root, 'src', 'setup', 'go-build.sh'), 'utf8').includes(`/go${version}.linux-`));
});
