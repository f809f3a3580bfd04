import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { imagesFile } from '../domain/images-file.ts';
import { testWorld } from './test-world.ts';

const { root } = testWorld();

type Service = {
  image?: string;
  environment?: Record<string, unknown>;
  volumes?: unknown[];
  build?: { args?: object };
};

/** Services of all Compose files, with the file they are in. */
const services = readdirSync(join(root, 'compose'))
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => {
    const document: { services: Record<string, Service> } = parse(readFileSync(join(root, 'compose', name), 'utf8'));
    return Object.entries(document.services).map(([service, definition]) => ({ file: name, service, definition }));
  });

const images = new Map(
  readFileSync(join(root, imagesFile), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, string] => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
);

test('every service takes its image from images.env and nowhere else, and every line there is taken', () => {
  const taken = services.map(({ service, definition }) => {
    const variable = `DYNO_${service.toUpperCase().replaceAll('-', '_')}_IMAGE`;
    assert.equal(definition.image, `\${${variable}:?give --env-file ${imagesFile}}`, service);
    return variable;
  });
  assert.deepEqual([...images.keys()].sort(), taken.sort());
});

test('every image has a version: a tag that is not latest', () => {
  for (const [variable, image] of images) {
    assert.match(image, /^[a-z0-9./-]+:[\w.-]+(@sha256:[0-9a-f]{64})?$/, variable);
    assert.doesNotMatch(image, /:latest\b/, variable);
  }
});

test('compose.yaml includes every file of compose/ with the images', () => {
  const { include }: { include: { path: string; env_file: string }[] } = parse(
    readFileSync(join(root, 'compose.yaml'), 'utf8'),
  );
  assert.deepEqual(
    include.map(({ path }) => path).sort(),
    [...new Set(services.map(({ file }) => `compose/${file}`))].sort(),
  );
  for (const { path, env_file } of include) assert.equal(env_file, imagesFile, path);
});

test('no environment and no build argument of a container can carry a hub token or another key', () => {
  const secret = /(^|_)(token|secret|password|key|credentials?)$/i;
  for (const { file, definition } of services) {
    for (const [name, value] of Object.entries(definition.environment ?? {})) {
      assert.doesNotMatch(name, secret, `${file}: ${name}`);
      assert.doesNotMatch(String(value), /\$\{[A-Z_]*(TOKEN|KEY|SECRET|PASSWORD)\b/, `${file}: ${name}`);
      const known = name === 'TIKTOKEN_ENCODINGS_BASE';
      assert.ok(known || value !== null, `${file}: ${name} is taken from the shell, whatever it holds`);
    }
    for (const name of Object.keys(definition.build?.args ?? {})) assert.doesNotMatch(name, secret, `${file}: ${name}`);
  }
});

test('a hub token goes into a container as a file that is mounted read-only', () => {
  const mount = '$' + '{DYNO_HF_TOKEN_FILE:-/dev/null}:/run/dyno/hf-token:ro';
  for (const { file, definition } of services) {
    if (definition.environment?.HF_TOKEN_PATH === undefined) continue;
    assert.equal(definition.environment.HF_TOKEN_PATH, '/run/dyno/hf-token', file);
    assert.ok(definition.volumes?.includes(mount), file);
  }
});
