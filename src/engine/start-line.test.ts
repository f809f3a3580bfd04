import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../testing/test-world.ts';
import { readComposeConfig } from './compose-config.ts';
import { shellQuote } from './shell-quote.ts';
import { startLine } from './start-line.ts';

const { processes } = testWorld();

const service = {
  image: 'box/engine:1',
  command: ['-c', 'echo "$$A" <<X\nit\'s\nX\n', '', '--text', 'a b\t!c `d` \\ *'],
  environment: { A: 'two words', EMPTY: '', TOKEN_PATH: '/run/token', VOCABULARY: '/data/v', UNSET: null },
  volumes: [
    { type: 'volume', source: 'models', target: '/cache/models', volume: {} },
    { type: 'bind', source: '/dev/null', target: '/run/token', read_only: true, bind: {} },
    { type: 'bind', source: '/home/me/v', target: '/data/v', read_only: true, bind: {} },
  ],
  shm_size: '17179869184',
};
const config = { name: 'dyno', services: { eng: service }, volumes: { models: { name: 'm' } } };
const start = startLine(readComposeConfig(JSON.stringify(config), 'compose/eng.yaml', 'eng'), [
  '/usr/bin/eng',
  'serve',
]);

test('the program of the image comes first, then the command as Compose means it', () => {
  assert.deepEqual(start.argv.slice(0, 3), ['/usr/bin/eng', 'serve', '-c']);
  assert.equal(start.argv[3], 'echo "$A" <<X\nit\'s\nX\n');
});

test('a mounted file is named by its own path, one that is not given goes, and so does what the shell lacks', () => {
  assert.deepEqual(start.environment, { A: 'two words', EMPTY: '', VOCABULARY: '/home/me/v' });
  assert.deepEqual([start.folders, start.shmBytes], [['/cache/models'], 17179869184]);
});

test('every character survives a shell', async () => {
  const hostile = [
    '',
    ' ',
    "'",
    "''",
    '"',
    '$HOME',
    '$(id)',
    '`id`',
    '\\',
    '\n',
    'a\n\nb',
    '!',
    '~',
    '*',
    '-n',
    'é\u2028',
    '#x',
  ];
  for (const shell of ['sh', 'bash']) {
    const script = `printf '%s\\0' ${hostile.map(shellQuote).join(' ')}`;
    const { stdout } = await processes.run(shell, ['-c', script]);
    assert.deepEqual(stdout.split('\0').slice(0, -1), hostile, shell);
    const whole = await processes.run(shell, ['-c', `printf '%s\\0' ${start.line}`]);
    const assignments = Object.entries(start.environment).map(([name, value]) => `${name}=${value}`);
    assert.deepEqual(whole.stdout.split('\0').slice(0, -1), ['env', ...assignments, ...start.argv], shell);
  }
});
