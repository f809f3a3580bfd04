import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { e2eMs, tpotMs, ttftMs } from '../domain/request-metrics.ts';
import type { Sample } from '../domain/sample.ts';
import { exampleSample } from '../testing/example-cell.ts';
import { chunkGapsMs } from './chunk-latency.ts';
import { deviation, mean, sum } from './distribution.ts';
import { percentileOf } from './percentile.ts';
import { durationS, throughput } from './throughput.ts';

/**
 * Two results of `vllm bench serve --save-result --save-detailed` (vLLM 0.32.0 on a CPU, a tiny Qwen3, 2026-11-22): 24
 * requests to /v1/completions, 16 to /v1/chat/completions, 4 at a time, 32 tokens each. `told` is its own summary, made
 * with NumPy; lists in nanoseconds. `itlsNs` are gaps between messages.
 */
type Recorded = {
  inputLens: number[];
  outputLens: number[];
  startTimesNs: number[];
  ttftsNs: number[];
  itlsNs: number[][];
  told: Record<string, number>;
};

const file = join(import.meta.dirname, 'testdata', 'vllm-bench-serve.json');
const { chat, completions } = JSON.parse(readFileSync(file, 'utf8')) as Record<'chat' | 'completions', Recorded>;

/** The requests as samples, microseconds with their fractions. `skipped`: messages that carry no token, at the start. */
function samplesOf(recorded: Recorded, skipped = 0): Sample[] {
  return recorded.ttftsNs.map((ttftNs, index) => {
    const gapsNs = recorded.itlsNs[index] ?? [];
    const sentUs = (recorded.startTimesNs[index] ?? 0) / 1_000;
    const firstTokenUs = sentUs + (ttftNs + sum(gapsNs.slice(0, skipped))) / 1_000;
    const gapsUs = gapsNs.slice(skipped).map((gapNs) => gapNs / 1_000);
    const lastTokenUs = firstTokenUs + sum(gapsUs);
    return exampleSample({
      ...{ id: `r${index}`, seq: index, sentUs, firstTokenUs, lastTokenUs, endUs: lastTokenUs, gapsUs },
      chunks: gapsUs.length + 1,
      outputTokens: recorded.outputLens[index] ?? null,
      inputTokens: recorded.inputLens[index] ?? null,
    });
  });
}

function near(found: number | null, wanted: number | undefined, within: number, what: string): void {
  assert.ok(Math.abs((found ?? Number.NaN) - (wanted ?? Number.NaN)) <= within, `${what}: ${found}, not ${wanted}`);
}

function values(samples: Sample[], of: (sample: Sample) => number | null): Float64Array {
  return Float64Array.from(samples.map((sample) => of(sample) ?? Number.NaN)).sort();
}

/** The four metrics of its summary, by our formulas, sorted. Its ITL is our ICL. */
function metrics(samples: Sample[]): Record<string, Float64Array> {
  return {
    ttft: values(samples, ttftMs),
    tpot: values(samples, tpotMs),
    itl: chunkGapsMs(samples),
    e2el: values(samples, e2eMs),
  };
}

test('mean, median and tails of TTFT, TPOT, ITL and E2E are those of vllm bench serve, to the nanosecond', () => {
  for (const recorded of [completions, chat]) {
    for (const [name, sorted] of Object.entries(metrics(samplesOf(recorded)))) {
      near(mean(sorted), recorded.told[`mean_${name}_ms`], 1e-6, `mean ${name}`);
      near(percentileOf(sorted, 50), recorded.told[`median_${name}_ms`], 1e-6, `median ${name}`);
      near(percentileOf(sorted, 99), recorded.told[`p99_${name}_ms`], 1e-6, `p99 ${name}`);
    }
  }
  for (const [name, sorted] of Object.entries(metrics(samplesOf(completions))))
    near(percentileOf(sorted, 90), completions.told[`p90_${name}_ms`], 1e-6, `p90 ${name}`);
});

test('whole-run throughput is that of vllm bench serve, whose clock also runs before the first send and after the last token', () => {
  for (const recorded of [completions, chat]) {
    const { told } = recorded;
    const samples = samplesOf(recorded);
    const wholeS = durationS(samples) ?? Number.NaN;
    const beyondS = (told.duration ?? 0) - wholeS;
    assert.ok(beyondS > 0 && beyondS < 0.002, `its clock ran ${beyondS} s longer`);
    const { outputTokensPerS, inputTokensPerS, requestsPerS } = throughput(samples, null, told.duration ?? null);
    near(outputTokensPerS.whole, told.output_throughput, 1e-9, 'output tokens/s');
    near(requestsPerS.whole, told.request_throughput, 1e-9, 'requests/s');
    const bothWays = (outputTokensPerS.whole ?? 0) + (inputTokensPerS.whole ?? 0);
    near(bothWays, told.total_token_throughput, 1e-9, 'input and output tokens/s');
    const ours = throughput(samples, null, wholeS).outputTokensPerS.whole ?? 0;
    assert.ok(ours / (told.output_throughput ?? 0) < 1.001);
  }
});

test('in a chat it takes the message that names the role for the first token: TTFT is longer by what came between', () => {
  const early = metrics(samplesOf(chat)).ttft as Float64Array;
  const samples = samplesOf(chat, 1);
  assert.deepEqual(new Set(samples.map(({ chunks, outputTokens }) => `${chunks} ${outputTokens}`)), new Set(['32 32']));
  const between = mean(chat.itlsNs.map(([firstNs]) => (firstNs ?? 0) / 1e6)) ?? 0;
  near(mean(values(samples, ttftMs)), (mean(early) ?? 0) + between, 1e-6, 'mean TTFT');
  near(mean(values(samples, e2eMs)), chat.told.mean_e2el_ms, 1e-6, 'mean E2E');
  assert.ok(between > 0);
});

test('its standard deviation is of a population, ours of a sample', () => {
  for (const [name, sorted] of Object.entries(metrics(samplesOf(completions)))) {
    const ofSample = deviation(sorted, mean(sorted)) ?? 0;
    near(
      ofSample * Math.sqrt(1 - 1 / sorted.length),
      completions.told[`std_${name}_ms`],
      1e-6,
      `standard deviation of ${name}`,
    );
  }
});
