import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCell } from '../testing/example-cell.ts';
import { exampleProgress } from '../testing/example-progress.ts';
import { hostileTexts } from '../testing/hostile-texts.ts';
import { makeProgress } from './progress.ts';

const eraseLine = '\u001b[2K';

/** The lines of a screen after this was written: line feed, carriage return and "erase this line" are all that may come. */
function screenOf(written: string): string[] {
  const lines = [''];
  for (const piece of written.replaceAll(eraseLine, '\u000c').match(/\r|\n|\f|[^\r\n\f]+/g) ?? []) {
    const last = lines.length - 1;
    if (piece === '\n') lines.push('');
    else if (piece === '\f') lines[last] = '';
    else if (piece !== '\r') lines[last] = `${piece}${(lines[last] ?? '').slice(piece.length)}`;
  }
  return lines;
}

/** A terminal that keeps what is written and a clock that is set by hand. */
function stage(change: { isTty?: boolean; columns?: number } = {}) {
  let written = '';
  let nowMs = 0;
  const terminal = {
    isTty: change.isTty ?? true,
    color: false,
    columns: change.columns ?? 100,
    out: () => assert.fail('progress went to stdout'),
    err: (text: string) => {
      written += text;
    },
  };
  const clock = { monotonicMs: () => nowMs, now: () => new Date(0), sleep: async () => undefined };
  return {
    progress: makeProgress({ terminal, clock }),
    written: () => written,
    screen: () => screenOf(written),
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

test('on a terminal one line is drawn over: cell, requests, tokens now, time left', () => {
  const { progress, screen } = stage();
  progress.beginCell(exampleCell(), 1, 6);
  assert.deepEqual(screen(), ['[1/6] throughput/run-1 · 2 in flight']);
  progress.update(exampleProgress());
  progress.update(exampleProgress({ tMs: 1_500, done: 50, outputChunks: 2_200 }));
  assert.deepEqual(screen(), ['[1/6] throughput/run-1 · 2 in flight · 50/100 requests · 2000 tokens/s · 2 s left']);
});

test('the end of a cell replaces its line and stays, the next one begins below', () => {
  const { progress, screen } = stage();
  progress.beginCell(exampleCell(), 1, 2);
  progress.update(exampleProgress());
  progress.endCell('100/100 ok · VALID');
  progress.beginCell(exampleCell({ id: 'low_latency/run-1' }), 2, 2);
  assert.deepEqual(screen(), [
    '[1/2] throughput/run-1 · 2 in flight · 100/100 ok · VALID',
    '[2/2] low_latency/run-1 · 2 in flight',
  ]);
});

test('a cell that is done has no time left, and its summary leaves the load level out where it would wrap', () => {
  const { progress, screen } = stage({ columns: 60 });
  progress.beginCell(exampleCell(), 1, 2);
  progress.update(exampleProgress({ done: 100 }));
  assert.deepEqual(screen(), ['[1/2] throughput/run-1 · 100/100 requests · 1200 tokens/s']);
  progress.endCell('100/100 ok · 1200 tokens/s · VALID\n    RULE');
  assert.deepEqual(screen(), ['[1/2] throughput/run-1 · 100/100 ok · 1200 tokens/s · VALID', '    RULE', '']);
});

test('a step that is said meanwhile leaves nothing of the drawn line behind it', () => {
  const { progress, screen } = stage();
  progress.beginCell(exampleCell(), 1, 2);
  progress.update(exampleProgress());
  progress.say('short');
  assert.deepEqual(screen(), ['short', '']);
});

test('closing clears a half-drawn line and writes nothing where there is none', () => {
  const drawn = stage();
  drawn.progress.beginCell(exampleCell(), 1, 2);
  drawn.progress.close();
  assert.deepEqual(drawn.screen(), ['']);
  const quiet = stage();
  quiet.progress.close();
  assert.equal(quiet.written(), '');
});

test('the warm-up is called one and does not count as the load', () => {
  const { progress, screen } = stage();
  progress.beginCell(exampleCell(), 1, 2);
  progress.warmUp(exampleProgress({ planned: 4, done: 3 }));
  assert.deepEqual(screen(), ['[1/2] throughput/run-1 · 2 in flight · warming up 3/4']);
  progress.update(exampleProgress({ tMs: 500, outputChunks: 100 }));
  assert.match(screen()[0] ?? '', / · 200 tokens\/s · /);
});

test('the line never reaches the last column, and says first what matters most', () => {
  const cell = exampleCell({ id: 'json_struct/unconstrained/run-1' });
  const lines = [120, 90, 80, 60, 40, 20, 3, 1].map((columns) => {
    const { progress, screen } = stage({ columns });
    progress.beginCell(cell, 5, 6);
    progress.update(exampleProgress({ failed: 3 }));
    const [line = ''] = screen();
    assert.ok(line.length < Math.max(columns, 2), `${columns}: ${line}`);
    return line;
  });
  assert.deepEqual(lines.slice(0, 5), [
    '[5/6] json_struct/unconstrained/run-1 · 2 in flight · 25/100 requests · 3 failed · 1200 tokens/s · 3 s left',
    '[5/6] json_struct/unconstrained/run-1 · 25/100 requests · 3 failed · 3 s left',
    '[5/6] json_struct/unconstrained/run-1 · 25/100 requests · 3 failed · 3 s left',
    '[5/6] json_struct/unconstrained/run-1 · 25/100 requests…',
    '[5/6] json_struct/unconstrained/run-1…',
  ]);
});

test('before the first request is done there is no time left, and no rate without time', () => {
  const { progress, screen } = stage();
  progress.beginCell(exampleCell(), 1, 1);
  progress.update(exampleProgress({ tMs: 0, done: 0, outputChunks: 0 }));
  assert.deepEqual(screen(), ['[1/1] throughput/run-1 · 2 in flight · 0/100 requests']);
});

test('without a terminal there are plain lines, one in ten seconds at most', () => {
  const { progress, written, at } = stage({ isTty: false });
  progress.say('starting');
  progress.beginCell(exampleCell(), 1, 2);
  progress.warmUp(exampleProgress());
  for (let ms = 500; ms <= 21_000; ms += 500) {
    at(ms);
    progress.update(exampleProgress({ tMs: ms, done: Math.floor(ms / 1000), outputChunks: ms }));
  }
  progress.endCell('done');
  progress.close();
  assert.equal(
    written(),
    [
      'starting',
      '[1/2] throughput/run-1 · 2 in flight · 10/100 requests · 1000 tokens/s · 90 s left',
      '[1/2] throughput/run-1 · 2 in flight · 20/100 requests · 1000 tokens/s · 80 s left',
      '[1/2] throughput/run-1 · 2 in flight · done',
      '',
    ].join('\n'),
  );
});

test('a summary of several lines keeps them', () => {
  const { progress, screen } = stage({ isTty: false });
  progress.beginCell(exampleCell(), 1, 1);
  progress.endCell('WARN\n    RULE: why');
  assert.deepEqual(screen(), ['[1/1] throughput/run-1 · 2 in flight · WARN', '    RULE: why', '']);
});

test('nothing that an engine says moves the cursor, colours the screen or rings the bell', () => {
  for (const text of hostileTexts) {
    const { progress, written } = stage();
    progress.beginCell(exampleCell({ id: text }), 1, 1);
    progress.say(text);
    progress.endCell(text);
    const foreign = written().replaceAll('\r\u001b[2K', '');
    assert.doesNotMatch(foreign, /[^\P{Cc}\n]/u, JSON.stringify(text));
  }
});

test('a cell that time ends says how much of it is left, and not how many requests lie ready', () => {
  const { progress, screen } = stage();
  progress.beginCell(exampleCell({ durationMs: 10_000 }), 1, 6);
  progress.update(exampleProgress({ tMs: 4_000, planned: 2_000, done: 90, outputChunks: 8_000 }));
  assert.deepEqual(screen(), ['[1/6] throughput/run-1 · 2 in flight · 90 requests · 2000 tokens/s · 6 s left']);
  progress.update(exampleProgress({ tMs: 10_500, planned: 2_000, done: 200, outputChunks: 8_000 }));
  assert.match(screen()[0] ?? '', /200 requests · 0 tokens\/s · waiting for those in flight$/);
});
