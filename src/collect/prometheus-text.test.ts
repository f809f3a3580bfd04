import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricPage, metricPages } from '../testing/metric-pages.ts';
import { parsePrometheus } from './prometheus-text.ts';

// The example of the format's own documentation (prometheus.io/docs/instrumenting/exposition_formats), shortened.
const documented = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

something_weird{problem="division by zero"} +Inf -3982045
rpc_duration_seconds_sum 1.7560473e+07
`;

test('the documented example of the format is read whole', () => {
  const { samples, badLines } = parsePrometheus(documented);
  assert.deepEqual(badLines, []);
  assert.deepEqual(
    samples.map(({ value }) => value),
    [1027, 3, 1458255915, 12.47, null, 17560473],
  );
  assert.deepEqual(samples[2]?.labels, { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find file:\n"FILE.TXT"' });
});

test('a broken line is named and the others are kept', () => {
  const { samples, badLines } = parsePrometheus('a 1\nb{x="1" 2\nc twelve\n<html>\nd{y="2",} 4\ne NaN\n{z="1"} 3\n');
  assert.deepEqual(badLines, [2, 3, 4, 7]);
  assert.deepEqual(
    samples.map(({ name, value }) => [name, value]),
    [
      ['a', 1],
      ['d', 4],
      ['e', null],
    ],
  );
});

// The example of OpenMetrics 1.0 (openmetrics.io), shortened: exemplars, timestamps with a fraction, an end mark.
const openMetrics = `# TYPE foo histogram
foo_bucket{le="0.1"} 8 # {} 0.054
foo_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
foo_bucket{le="+Inf"} 17 1520879607.789 # {trace_id="oHg5SJ#YRHA0"} 9.8 1520879607.789
foo_count 17
foo_sum 324789.3
foo_created 1520430000.123
# EOF
`;

test('what OpenMetrics adds is read past', () => {
  const { samples, badLines } = parsePrometheus(openMetrics);
  assert.deepEqual(badLines, []);
  assert.deepEqual(
    samples.map(({ value }) => value),
    [8, 11, 17, 17, 324789.3, 1520430000.123],
  );
});

test('lines may end as on Windows, and a last line without its end was cut and is not believed', () => {
  const { samples, badLines } = parsePrometheus('a 1\r\nb{x="y"} 2\r\n\r\ngeneration_tokens_total 12');
  assert.deepEqual([samples.map(({ value }) => value), badLines], [[1, 2], [4]]);
});

test('a series that is told twice counts once', () => {
  const { samples, badLines } = parsePrometheus('a{x="1"} 1\na{x="2"} 2\na{x="1"} 3\n');
  assert.deepEqual([samples.map(({ value }) => value), badLines], [[1, 2], [3]]);
});

test('values that are no numbers to compute with are unknown, as engines in C++ write them too', () => {
  const { samples } = parsePrometheus('a NaN\nb +Inf\nc -inf\nd -nan\ne 1e999\nf 1.60E+06\n');
  assert.deepEqual(
    samples.map(({ value }) => value),
    [null, null, null, null, null, 1_600_000],
  );
});

test('a line of a megabyte is read like any other, whatever is in it', () => {
  const long = 1_000_000;
  const texts = [
    `a{x="${'y'.repeat(long)}"} 1\n`,
    `a{x="${'\\n'.repeat(long)}"} 1\n`,
    `a{x="${'\\"'.repeat(long)}\n`,
    `a{${'} '.repeat(long)}\n`,
    `a ${'1'.repeat(long)}x\n`,
    `a${' '.repeat(long)}x\n`,
  ];
  assert.deepEqual(
    texts.map((text) => parsePrometheus(text).samples.length),
    [1, 1, 0, 0, 0, 0],
  );
});

/** Park and Miller's generator: the same numbers in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** One change as a bad network or a bad server makes it: cut, doubled, turned, or a few bytes that do not belong there. */
function damaged(text: string, random: (below: number) => number): string {
  const a = random(text.length);
  const b = a + random(text.length - a);
  const pieces = ['"', '\\', '{', '}', '\n', '\r', ' ', '#', 'NaN', '\u0000', '\ud800', '# {', '1e', ','];
  return (
    [
      () => text.slice(0, a),
      () => text.slice(a),
      () => text.slice(0, a) + text.slice(b),
      () => text.slice(0, b) + text.slice(a),
      () => text.slice(0, a) + pieces[random(pieces.length)] + text.slice(a),
      () => text.slice(0, a) + pieces[random(pieces.length)] + text.slice(a + 1),
    ][random(6)] ?? (() => text)
  )();
}

test('one damage to a page changes at most the lines it touches, and never throws', () => {
  const random = randomNumbers(7);
  for (const name of metricPages()) {
    const text = metricPage(name);
    const whole = new Map(parsePrometheus(text).samples.map((sample) => [JSON.stringify(sample), true]));
    for (let round = 0; round < 40; round += 1) {
      const once = damaged(text, random);
      const { samples, badLines } = parsePrometheus(once);
      const strange = samples.filter((sample) => !whole.has(JSON.stringify(sample)));
      // One change spoils at most the line it is in; in a line it may look right: "12" for "112", or another label.
      assert.ok(strange.length <= 2, `${name}, round ${round}: ${JSON.stringify(strange.slice(0, 3))}`);
      assert.ok(badLines.every((line) => line >= 1));
    }
  }
});

test('no text makes the parser throw', () => {
  const alphabet = 'ab:_ {}="\\,\n#1.eNI+-\u0000é';
  let state = 1;
  for (let round = 0; round < 2_000; round += 1) {
    let text = '';
    for (let length = 0; length < 40; length += 1) {
      state = (state * 48271) % 2147483647;
      text += alphabet[state % alphabet.length];
    }
    assert.ok(parsePrometheus(text).samples.length >= 0);
  }
});
