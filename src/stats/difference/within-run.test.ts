import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../domain/random.ts';
import type { Sample } from '../../domain/sample.ts';
import { exampleCell, exampleItem } from '../../testing/example-cell.ts';
import { exampleProof, exampleSamples, measuredExample } from '../../testing/example-result.ts';
import { pairedRequests } from './paired-requests.ts';
import { countedShare, withinRun } from './within-run.ts';

const metrics = ['outputTokensPerS', 'ttftP50Ms', 'ttftP95Ms', 'e2eP50Ms', 'requestsPerS'];

/** Requests whose first tokens vary by some milliseconds, by prompt and by luck, `factor` times as long. */
function samples(seed: number, factor = 1): Sample[] {
  const random = seededRandom(seed);
  return exampleSamples(320).map((sample, index) => {
    const ofPrompt = ((index * 7919) % 101) * 100;
    const moreUs = Math.round((20_000 + ofPrompt) * factor + random() * 400) - 20_000;
    const move = (us: number | null) => (us === null ? null : us + moreUs);
    const { firstTokenUs, firstAnswerUs, firstEventUs, lastTokenUs, endUs } = sample;
    const instants = { firstTokenUs, firstAnswerUs, firstEventUs, lastTokenUs, endUs };
    return { ...sample, ...Object.fromEntries(Object.entries(instants).map(([name, us]) => [name, move(us)])) };
  });
}

function asked(all: Sample[], prompt = 'p') {
  const meta = (id: string) => ({ ...exampleItem(id).meta, promptIds: [`${prompt}-${id}`] });
  return { samples: all, items: new Map(all.map(({ id }) => [id, meta(id)])) };
}

test('of one run it is known what chance does to latencies and tokens/s, and not to what is counted once', () => {
  const shape = { kind: 'concurrency', concurrency: 1 } as const;
  const { statistics } = measuredExample(exampleCell({ requests: 320, shape }), samples(1));
  const found = withinRun(statistics, samples(1), metrics);
  assert.deepEqual([...found.keys()].sort(), ['e2eP50Ms', 'outputTokensPerS', 'ttftP50Ms', 'ttftP95Ms']);
  assert.equal(found.get('outputTokensPerS')?.how, 'time');
  for (const { se, df } of found.values()) assert.ok(se > 0 && se < 0.1 && df === 15, `${se} ${df}`);
  assert.deepEqual(withinRun(statistics, samples(1), metrics), found);
});

test('a run too short for eight blocks tells nothing of chance', () => {
  const shape = { kind: 'concurrency', concurrency: 1 } as const;
  const few = samples(1).slice(0, 7);
  assert.equal(
    withinRun(measuredExample(exampleCell({ requests: 7, shape }), few).statistics, few, metrics).has('ttftP50Ms'),
    false,
  );
});

test('a share of answers has the standard error of Agresti and Caffo, above 0 even at 100 %', () => {
  const { statistics } = exampleProof(Array.from({ length: 98 }, () => '{"n":1}'));
  const within = withinRun(statistics, [], metrics).get('jsonValidShare');
  // (98 + 1) / (98 + 2) = 0.99; sqrt(0.99 x 0.01 / 100) = 0.00995.
  assert.ok(Math.abs((within?.se ?? 0) - 0.00995) < 1e-5, String(within?.se));
});

test('several runs that ask the same prompts tell no more of a share than one of them', () => {
  const { statistics } = exampleProof(Array.from({ length: 98 }, () => '{"n":1}'));
  const single = withinRun(statistics, [], metrics).get('jsonValidShare');
  assert.deepEqual(countedShare('jsonValidShare', [statistics, statistics, statistics]), single);
  assert.equal(countedShare('ttftP50Ms', [statistics]), null);
});

test('with the same prompts what differs from prompt to prompt falls out, and the order of the sides only turns the sign', () => {
  const [a, b] = [asked(samples(1)), asked(samples(2, 1.05))];
  const there = pairedRequests(a, b, metrics)?.get('ttftP50Ms');
  const back = pairedRequests(b, a, metrics)?.get('ttftP50Ms');
  assert.ok(there !== undefined && back !== undefined);
  assert.ok(Math.abs(there.difference - Math.log(1.05)) < 0.01, String(there.difference));
  assert.ok(Math.abs(there.difference + back.difference) < 1e-12 && Math.abs(there.se / back.se - 1) < 1e-9);
  const { statistics } = measuredExample(exampleCell({ requests: 320 }), samples(1));
  const alone = withinRun(statistics, samples(1), metrics).get('ttftP50Ms');
  assert.ok(there.se < (alone?.se ?? 0) / 3, `${there.se} against ${alone?.se}`);
});

test('other prompts under the same ids are no pairs', () => {
  assert.equal(pairedRequests(asked(samples(1)), asked(samples(2), 'other'), metrics), null);
});
