import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';

const root = join(import.meta.dirname, '../..');
// What the steps themselves call; a PATH of only these is a machine without Docker, Go, npm and apt.
const plainTools =
  'sh dirname uname sed cut sort find sha256sum cat tr tail head date mktemp mkdir rm mv timeout awk flock grep wc env';
let sandbox: string;
let plainPath: string;

before(async () => {
  sandbox = await mkdtemp(join(tmpdir(), 'dyno-setup-'));
  plainPath = join(sandbox, 'plain');
  await mkdir(plainPath);
  for (const tool of plainTools.split(' ')) await symlink(await whereIs(tool), join(plainPath, tool));
});

after(() => rm(sandbox, { recursive: true, force: true }));

test('a second set-up of the same sources does nothing again', async () => {
  await sh('src/setup/setup.sh', process.env);
  await sh('src/setup/setup.sh', process.env);
  const { steps } = JSON.parse(await readFile(join(root, '.tools/setup.json'), 'utf8'));
  for (const name of ['node', 'packages', 'k6', 'sim']) {
    assert.equal(stateOf(steps, name), 'skipped', `step ${name} worked twice`);
  }
  for (const name of ['docker', 'compose', 'images']) {
    assert.notEqual(stateOf(steps, name), 'ok', `step ${name} worked twice`);
  }
});

test('a user who may not install Docker is told the one command that mends it', async () => {
  const path = await pathWith('unprivileged', { id: 'case $1 in -u) echo 1000 ;; *) echo alice ;; esac' });
  const { code, output } = await sh('src/setup/docker.sh', { PATH: path });
  assert.equal(code, 4);
  assert.match(output, /not installed, and user alice may not change that/);
  assert.match(output, /to mend it: sudo sh .*\/docker\.sh && sudo usermod -aG docker alice && newgrp docker/);
});

test('a user outside the docker group is told to join it', async () => {
  const path = await pathWith('denied', {
    id: 'case $1 in -u) echo 1000 ;; *) echo alice ;; esac',
    docker:
      'case $1 in context) echo default ;; *) echo; echo "permission denied while trying to connect" >&2; exit 1 ;; esac',
  });
  const { code, output } = await sh('src/setup/docker.sh', { PATH: path });
  assert.equal(code, 4);
  assert.match(output, /to mend it: sudo usermod -aG docker alice && newgrp docker/);
});

test('an engine named by DOCKER_HOST that is down is reported and no local one is started', async () => {
  const path = await pathWith('remote', {
    id: 'echo 0',
    docker: 'echo "Cannot connect to the Docker daemon at $DOCKER_HOST." >&2; exit 1',
    dockerd: `touch ${sandbox}/dockerd-was-started`,
  });
  const { code, output } = await sh('src/setup/docker.sh', { PATH: path, DOCKER_HOST: 'tcp://127.0.0.1:1' });
  assert.equal(code, 4);
  assert.match(output, /DOCKER_HOST=tcp:\/\/127\.0\.0\.1:1 .*does not answer: Cannot connect/);
  await assert.rejects(readFile(`${sandbox}/dockerd-was-started`), { code: 'ENOENT' });
});

test('a machine without Docker has no place for the Compose plugin and says so', async () => {
  const { code, output } = await sh('src/setup/compose.sh', { PATH: plainPath });
  assert.equal(code, 4);
  assert.match(output, /no docker command[\s\S]*to mend it: sh .*\/docker\.sh/);
});

/** Runs a script of ours with exactly this environment; output is stdout and stderr together. */
function sh(script: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('/bin/sh', [join(root, script)], { env, cwd: sandbox }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr });
    });
  });
}

/** A PATH of the plain tools, before them programs that behave as the given shell lines. */
async function pathWith(name: string, programs: Record<string, string>): Promise<string> {
  const folder = join(sandbox, name);
  await mkdir(folder);
  for (const [program, lines] of Object.entries(programs)) {
    await writeFile(join(folder, program), `#!/bin/sh\n${lines}\n`);
    await chmod(join(folder, program), 0o755);
  }
  return `${folder}${delimiter}${plainPath}`;
}

async function whereIs(tool: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', `command -v ${tool}`], (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    );
  });
}

function stateOf(steps: { name: string; state: string }[], name: string): string | undefined {
  return steps.find((step) => step.name === name)?.state;
}
