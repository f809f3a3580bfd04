import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestFor } from './image.ts';
import { withTag } from './pull.ts';
import { registryOf } from './registry-login.ts';

test('a reference without a tag means latest, never every tag', () => {
  assert.equal(withTag('box:5000/x'), 'box:5000/x:latest');
  assert.equal(withTag('x:1'), 'x:1');
  assert.equal(withTag('x@sha256:ab'), 'x@sha256:ab');
});

test('the registry is the first part of a name, if it looks like a host', () => {
  assert.equal(registryOf('nvcr.io/nvidia/x:1'), 'nvcr.io');
  assert.equal(registryOf('localhost/x'), 'localhost');
  assert.equal(registryOf('vllm/vllm-openai:v1'), 'https://index.docker.io/v1/');
});

test('the digest is that of the name asked for; an image built here has none', () => {
  const digests = ['old/x@sha256:1', 'box:5000/x@sha256:2'];
  assert.equal(digestFor('box:5000/x:7', digests), 'sha256:2');
  assert.equal(digestFor('box:5000/x@sha256:2', digests), 'sha256:2');
  assert.equal(digestFor('x:1', []), null);
});
