import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = dirname(dirname(fileURLToPath(import.meta.url)));
const stages = [
  'config',
  'plan',
  'preflight',
  'engine',
  'readiness',
  'load',
  'collect',
  'stats',
  'report',
  'results',
  'cleanup',
  'dataset',
];
const outside = [
  'node:fs',
  'node:fs/promises',
  'node:child_process',
  'node:os',
  'dockerode',
  'execa',
  'node:timers/promises',
];

type Source = { path: string; folder: string; text: string; imports: { from: string; typeOnly: boolean }[] };

function sources(): Source[] {
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => {
      const text = readFileSync(join(src, name), 'utf8');
      const found = text.matchAll(/^(import|export)( type)? (?:[^;]*? from )?'([^']+)';/gm);
      const imports = [...found].map((match) => ({ from: match[3] ?? '', typeOnly: match[2] !== undefined }));
      return { path: name, folder: name.includes('/') ? (name.split('/')[0] ?? '') : '', text, imports };
    });
}

function importedFolder(source: Source, from: string): string {
  const target = relative(src, resolve(dirname(join(src, source.path)), from));
  return target.includes('/') ? (target.split('/')[0] ?? '') : target;
}

/** Programs of their own, started by path, or what they all begin with: they make their own World. */
const entries = [
  'main.ts',
  'real-world.ts',
  'cleanup/watchdog-main.ts',
  'results/write-schemas.ts',
  'truth/run-bench.ts',
];

test('a stage imports only the domain, the errors, the type of World and its own files', () => {
  const wrong = sources()
    .filter(({ folder, path }) => stages.includes(folder) && !entries.includes(path))
    .flatMap((source) =>
      source.imports
        .filter(({ from }) => from.startsWith('.'))
        .filter(({ from, typeOnly }) => {
          const target = importedFolder(source, from);
          const typeOfWorld = typeOnly && (target === 'world.ts' || target === 'docker');
          return !(target === 'domain' || target === 'errors.ts' || target === source.folder || typeOfWorld);
        })
        .map(({ from }) => `${source.path} imports ${from}`),
    );
  assert.deepEqual(wrong, []);
});

test('only the World touches files, processes, the clock and Docker', () => {
  const allowed = (path: string) =>
    path.startsWith('world/') || path.startsWith('docker/') || path.startsWith('testing/') || entries.includes(path);
  const wrong = sources()
    .filter(({ path }) => !allowed(path))
    .flatMap((source) => [
      ...source.imports
        .filter(({ from, typeOnly }) => outside.includes(from) && !typeOnly)
        .map(({ from }) => `${source.path} imports ${from}`),
      ...(/\bprocess\.(env|exit|pid|stdout|stderr|argv|kill)\b|\bDate\.now\(/.test(source.text)
        ? [`${source.path} uses process or Date.now`]
        : []),
    ]);
  assert.deepEqual(wrong, []);
});

test('the domain imports nothing of ours', () => {
  const wrong = sources()
    .filter(({ folder }) => folder === 'domain')
    .flatMap((source) =>
      source.imports
        .filter(({ from }) => from.startsWith('.') && importedFolder(source, from) !== 'domain')
        .map(({ from }) => `${source.path} imports ${from}`),
    );
  assert.deepEqual(wrong, []);
});

test('no module is longer than 300 lines', () => {
  const long = sources().filter(({ text }) => text.split('\n').length > 301);
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  );
});
