import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { changeFile, copyCheckout } from '../testing/checkout.ts';
import { startFileServer } from '../testing/file-server.ts';
import { makePlace, startProgram } from '../testing/program.ts';

const conversations = readFileSync(join(import.meta.dirname, '..', 'dataset', 'testdata', 'sharegpt.json'));
const shareGptSha256 = '35f0e213ce091ed9b9af2a1f0755e9d39f9ccec34ab281cd4ca60d70f6479ba4';
const revision = 'bcd32a724d8460ebe14e1d05b0195e30e9a46cb1';
const publicPath =
  `/datasets/anon8231489123/ShareGPT_Vicuna_unfiltered/resolve/${revision}/` +
  'ShareGPT_V3_unfiltered_cleaned_split.json';

/** A checkout of its own and a hub that serves the fixture under every path. */
async function rig(context: TestContext, content = conversations) {
  const place = makePlace(context);
  const checkout = copyCheckout(place.folder);
  const hub = await startFileServer(content, '"fixture"');
  context.after(() => hub.stop());
  const dyno = (...args: string[]) =>
    startProgram(args, { ...place, root: checkout }, { env: { HF_ENDPOINT: hub.url, HTTP_PROXY: '', http_proxy: '' } })
      .ended;
  return { checkout, hub, dyno, folder: place.folder };
}

function trust(checkout: string, content: Buffer): void {
  const sha256 = createHash('sha256').update(content).digest('hex');
  changeFile(join(checkout, 'datasets', 'manifest.yaml'), shareGptSha256, sha256);
}

test('fetch brings ShareGPT from the hub, proves it, makes prompts of it, and a plan can ask them', async (context) => {
  const { checkout, hub, dyno } = await rig(context);
  trust(checkout, conversations);
  const fetched = await dyno('dataset', 'fetch', 'sharegpt');
  assert.equal(fetched.exitCode, 0, fetched.stderr);
  assert.match(fetched.stdout, /sharegpt: 3 prompts of 8 conversations/);
  assert.match(fetched.stderr, /licence see note\n.*rights in them are unclear/s);
  assert.deepEqual(hub.asked, [publicPath]);
  const origin = JSON.parse(readFileSync(join(checkout, 'datasets/fetched/sharegpt.origin.json'), 'utf8'));
  assert.equal(origin.download.provedBy, 'manifest');
  assert.equal(origin.download.sizeBytes, conversations.length);

  const again = await dyno('dataset', 'fetch', 'sharegpt');
  assert.match(again.stdout, /is here already/);
  assert.equal(hub.asked.length, 1);
  const plan = await dyno('plan', '--engine', 'sim', '--set', 'dataset.prompts=sharegpt');
  assert.equal(plan.exitCode, 0, plan.stderr);
  assert.match(plan.stdout, /sharegpt +3 +sha256/);
});

test('a download that is not what the manifest says is put aside, and no prompts come of it', async (context) => {
  const { dyno } = await rig(context);
  const fetched = await dyno('dataset', 'fetch', 'sharegpt');
  assert.equal(fetched.exitCode, 2);
  assert.match(fetched.stderr, /DATASET_INVALID.*what came has sha256 [0-9a-f]{64}, the manifest says 35f0e213/s);
  assert.match(fetched.stderr, /ShareGPT_V3_unfiltered_cleaned_split\.json\.rejected/);
  const plan = await dyno('plan', '--engine', 'sim', '--set', 'dataset.prompts=sharegpt');
  assert.equal(plan.exitCode, 2);
  assert.match(plan.stderr, /"sharegpt" is not on this machine.*\.\/dyno dataset fetch sharegpt/s);
});

test('a set whose sha256 nobody knows is taken and said to be unproved by the manifest', async (context) => {
  const { checkout, dyno } = await rig(context);
  assert.equal((await dyno('dataset', 'fetch', 'sharegpt-english-10k')).exitCode, 0);
  const file = join(checkout, 'datasets/fetched/sharegpt-english-10k.jsonl');
  const origin = JSON.parse(readFileSync(file.replace('.jsonl', '.origin.json'), 'utf8'));
  assert.equal(origin.download.provedBy, 'nothing');
  assert.match((await dyno('dataset', 'check', 'sharegpt-english-10k')).stdout, /sharegpt-english-10k: ok, 3/);
  // What was written down at the first fetch still finds a later change.
  writeFileSync(file, readFileSync(file, 'utf8').replace('birds', 'bats'));
  const check = await dyno('dataset', 'check', 'sharegpt-english-10k');
  assert.equal(check.exitCode, 2);
  assert.match(check.stdout, /WRONG.*origin\.json says/s);
});

test('the synthetic set is written the same on every machine, by the sha256 of the manifest', async (context) => {
  const { dyno } = await rig(context);
  assert.match((await dyno('dataset', 'fetch', 'synthetic')).stdout, /2000 prompts written/);
  const check = await dyno('dataset', 'check', 'synthetic');
  assert.equal(check.exitCode, 0);
  assert.match(check.stdout, /synthetic: ok, 2000/);
});

test('a text file has a prompt a line; a broken row stops the plan by file and line', async (context) => {
  const { dyno, folder } = await rig(context);
  const text = join(folder, 'mine.txt');
  writeFileSync(text, 'What is memory?\n\nName three rivers.\n');
  const plan = await dyno('plan', '--engine', 'sim', '--set', `dataset.prompts=${text}`);
  assert.equal(plan.exitCode, 0, plan.stderr);
  assert.match(plan.stdout, /mine\.txt +2 /);
  assert.match(plan.stdout, /2800 prompts are asked of 2: a repeat gets a numbered first line/);
  assert.match((await dyno('dataset', 'check', text)).stdout, /mine\.txt: here, not proved, 2/);

  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, '{"id":"a","prompt":"x"}\n{"id":"b"}\n');
  const refused = await dyno('plan', '--engine', 'sim', '--set', `dataset.prompts=${broken}`);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /DATASET_INVALID.*1 of 2 rows are wrong.*broken\.jsonl:2: prompt/s);
});

test('too few prompts are an error where the suite wants none repeated', async (context) => {
  const { dyno } = await rig(context);
  const plan = await dyno('plan', '--engine', 'sim', '--set', 'dataset.repeats=refuse');
  assert.equal(plan.exitCode, 2);
  assert.match(plan.stderr, /sample has 249 prompts, the plan asks 2800/);
});

test('wrong words get what there is', async (context) => {
  const { dyno } = await rig(context);
  assert.match((await dyno('dataset', 'fetch', 'shargpt')).stderr, /no data set "shargpt"; the manifest has sample, /);
  assert.match((await dyno('dataset', 'fetch')).stderr, /USAGE.*wants a name/s);
  assert.match((await dyno('dataset', 'get')).stderr, /dataset has no "get"; there are: list, fetch, check/);
  const prompts = await dyno('plan', '--engine', 'sim', '--set', 'dataset.prompts=schemas');
  assert.match(prompts.stderr, /"schemas" holds schemas, prompts are wanted/);
});
