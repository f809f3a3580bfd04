import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'node:test';
import { engineNames } from '../config/engines.ts';
import { assertFailed, assertFinished } from '../testing/nothing-left.ts';
import { makePlace, runFolder, startProgram } from '../testing/program.ts';
import { readJson } from '../testing/run-on-disk.ts';
import { testWorld } from '../testing/test-world.ts';

const world = testWorld();
/** No Docker Engine is needed: Compose only reads files. */
const noDocker = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

type Answer = { environment: Record<string, string>; argv: string[]; line: string; bench: string };

function enginesProgram(args: string[], context: TestContext) {
  return startProgram(['engines', '--command', ...args], makePlace(context), { env: noDocker }).ended;
}

async function command(args: string[], context: TestContext): Promise<Answer> {
  const ended = await enginesProgram([...args, '--json'], context);
  assert.equal(ended.exitCode, 0, ended.stderr);
  return JSON.parse(ended.stdout) as Answer;
}

/** Runs a line as a person does who pastes it, and gives the address that the server says it is ready at. */
async function paste(line: string, context: TestContext): Promise<string> {
  const child = spawn('bash', ['-c', `exec ${line}`], { cwd: world.root, stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  for await (const said of createInterface({ input: child.stdout })) {
    const port = /ready, model \S+ at http:\S+:(\d+)/.exec(said)?.[1];
    if (port !== undefined) {
      child.stdout.resume();
      return `http://127.0.0.1:${port}`;
    }
  }
  throw new Error(`the server ended before it was ready: ${line}`);
}

describe('an engine that is started by hand', { concurrency: 2 }, () => {
  test('every engine has a line that a shell reads as its container would get it', async (t) => {
    const names = (await engineNames(world)).filter((name) => name !== 'openai');
    for (const name of names) {
      const answer = await command([name], t);
      const { stdout } = await world.processes.run('bash', ['-c', `printf '%s\\0' ${answer.line}`]);
      const assignments = Object.entries(answer.environment).map(([key, value]) => `${key}=${value}`);
      assert.deepEqual(stdout.split('\0').slice(0, -1), ['env', ...assignments, ...answer.argv], name);
      assert.ok(answer.argv.length > 0, `${name}: no program`);
    }
  });

  test('for people it is printed ready to be pasted, with what it needs as comments', async (t) => {
    const [answer, { stdout }] = await Promise.all([command(['trtllm'], t), enginesProgram(['trtllm'], t)]);
    assert.ok(stdout.includes(`\n${answer.line}\n`) && stdout.endsWith(`\n${answer.bench}\n`), stdout);
    const others = stdout.replace(answer.line, '').replace(answer.bench, '').split('\n');
    for (const line of others) assert.ok(line === '' || line.startsWith('# '), line);
    assert.match(stdout, /# For a pod of the image nvcr\.io.*\n# Put on a disk with room: \/cache\/models/);
  });

  for (const name of ['sim', 'sim-vllm']) {
    test(`${name}: the line that is printed starts a server, and the other one measures it`, async (t) => {
      const set = ['--set', 'engine.maxNumSeqs=7'];
      const answer = await command([name, '--suite', 'quick', ...set], t);
      assert.equal(answer.environment.SIM_MAX_NUM_SEQS, '7');
      // Any free port, because this machine may use the usual one.
      const url = await paste(answer.line.replace('SIM_PORT=8000', 'SIM_PORT=0'), t);
      const words = answer.bench.replace('http://127.0.0.1:8000', url).split(' ').slice(2);
      const place = makePlace(t);
      const short = ['--test', 'low_latency', '--limit', '4', '--no-calibration', '--results-dir', place.resultsDir];
      const ended = await startProgram(['bench', ...words, ...short], place, { env: noDocker }).ended;
      await assertFinished(ended);
      const result = readJson(runFolder(place), `${name}.json`) as { config: { servedModel: string } };
      assert.equal(result.config.servedModel, 'sim-model');
    });
  }

  test('a server that somebody else runs has no line, and an unknown engine none either', async (t) => {
    await assertFailed(await enginesProgram(['openai'], t), 'USAGE', /somebody else starts/);
    await assertFailed(await enginesProgram(['vlm'], t), 'UNKNOWN_ENGINE', /"vlm"/);
  });
});
