import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'yaml';
import type { Cell } from '../../domain/plan.ts';
import { seededRandom } from '../../domain/random.ts';
import { outcomes, type Sample } from '../../domain/sample.ts';
import { exampleCell, exampleClient, exampleItem, examplePlan, exampleSample } from '../example-cell.ts';
import { exampleEnvironment } from '../example-result.ts';
import { exampleRun } from '../example-run.ts';

/** How large a made run is: `cells` cells of `requests` requests of `tokens` tokens, a chunk each. */
export type RunSize = { cells: number; requests: number; tokens: number };

const concurrency = 100;
/** The wall clock at t0 of `exampleClient`. */
const t0UnixMs = 1_763_800_000_000;
/** A prompt of some 250 tokens, as ShareGPT's are on average. */
const prompt = 'Tell me, in the order in which they were built, of the bridges of this town. '.repeat(13);

/** Gaps as a busy engine has them: around 12 ms, now and then a long one where another prompt is read. */
function gapUs(random: () => number): number {
  const usual = 9_000 + Math.floor(6_000 * random());
  return random() < 0.02 ? usual + Math.floor(60_000 * random()) : usual;
}

function sampleAt(seq: number, sentUs: number, tokens: number, random: () => number): Sample {
  const firstTokenUs = sentUs + 40_000 + Math.floor(80_000 * random() ** 3);
  const gapsUs = Array.from({ length: tokens - 1 }, () => gapUs(random));
  const lastTokenUs = gapsUs.reduce((at, gap) => at + gap, firstTokenUs);
  return exampleSample({
    id: idOf(seq),
    seq,
    vu: (seq % concurrency) + 1,
    sentUs,
    headersUs: firstTokenUs - 500,
    firstEventUs: firstTokenUs,
    firstTokenUs,
    firstAnswerUs: firstTokenUs,
    lastTokenUs,
    endUs: lastTokenUs + 300,
    inputTokens: 250,
    outputTokens: tokens,
    events: tokens + 2,
    chunks: tokens,
    gapsUs,
    reads: tokens + 1,
  });
}

function idOf(seq: number): string {
  return `r${String(seq + 1).padStart(6, '0')}`;
}

/** A closed loop: each place sends its next request as soon as its last one has ended. In the order of their ends. */
function* samplesOf(size: RunSize, seed: number): Generator<Sample> {
  const random = seededRandom(seed);
  const places = Array.from({ length: concurrency }, (_, place) => place * 1_000);
  for (let seq = 0; seq < size.requests; seq += 1) {
    const place = seq % concurrency;
    const sample = sampleAt(seq, places[place] ?? 0, size.tokens, random);
    places[place] = (sample.endUs ?? 0) + 200;
    yield sample;
  }
}

/** Writes lines as fast as the disk takes them. */
async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const withEnds = function* () {
    for (const line of lines) yield `${line}\n`;
  };
  await pipeline(withEnds, createWriteStream(path));
}

function* workloadLines({ requests, tokens }: RunSize): Generator<string> {
  for (let seq = 0; seq < requests; seq += 1) {
    const messages = [{ role: 'user', content: `${seq}: ${prompt}` }];
    yield JSON.stringify(
      exampleItem(idOf(seq), {
        body: { model: 'dyno-sim', messages, max_tokens: tokens, temperature: 0.8, seed: seq },
      }),
    );
  }
}

/** Telemetry of a reading a second, as a run has it: the machine, and what the engine says of itself. */
function writeTelemetry(folder: string, endUs: number, tokens: number): void {
  const seconds = Array.from({ length: Math.ceil(endUs / 1e6) + 4 }, (_, index) => index - 2);
  const at = (tS: number) => `${tS},1.5,${t0UnixMs + tS * 1000}`;
  const busy = (tS: number) => (tS >= 0 && tS * 1e6 < endUs ? concurrency : 0);
  const done = (tS: number) => Math.min(Math.max(0, tS / (endUs / 1e6)), 1);
  const host = seconds.map((tS) => `${at(tS)},71.5,0,8589934592,12`);
  const engine = seconds.map((tS) => `${at(tS)},200,900,,${busy(tS)},0,${Math.round(tokens * done(tS))}`);
  const write = (file: string, columns: string, rows: string[]) =>
    writeFileSync(join(folder, file), `t_s,read_ms,unix_ms,${columns}\n${rows.join('\n')}\n`);
  write('host.csv', 'cpu_percent,steal_percent,memory_used_bytes,client_cpu_percent', host);
  write('engine_metrics.csv', 'scrape_status,scrape_bytes,scrape_reason,running,waiting,generationTokens', engine);
}

async function writeCell(folder: string, cell: Cell, size: RunSize): Promise<void> {
  mkdirSync(folder, { recursive: true });
  let endUs = 0;
  const lines = function* () {
    for (const sample of samplesOf(size, cell.seed)) {
      endUs = Math.max(endUs, sample.endUs ?? 0);
      yield JSON.stringify(sample);
    }
  };
  await writeLines(join(folder, 'requests.jsonl'), lines());
  await writeLines(join(folder, 'workload.jsonl'), workloadLines(size));
  writeTelemetry(folder, endUs, size.requests * size.tokens);
  const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
  const sent = { planned: size.requests, sent: size.requests, outcomes: { ...none, ok: size.requests } };
  const told = { endUs, reads: size.requests * size.tokens, readerLagUs: null };
  writeJson(join(folder, 'client.json'), { ...exampleClient([]), ...told, ...sent });
  writeJson(join(folder, 'statistics.json'), { requests: { sent: size.requests } });
  writeJson(join(folder, 'verdict.json'), { cell: cell.id, state: 'VALID', rules: [] });
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}

/**
 * Writes the folder of a measured run as large as wished, the same bytes for the same size: requests, chunks and times are
 * made up, files and forms are those of a real run.
 */
export async function writeLargeRun(folder: string, size: RunSize): Promise<void> {
  const shape = { kind: 'concurrency' as const, concurrency };
  const cells = Array.from({ length: size.cells }, (_, index) =>
    exampleCell({
      id: `throughput/run-${index + 1}`,
      repeat: index + 1,
      seed: 7 + index,
      shape,
      requests: size.requests,
      maxTokens: size.tokens,
    }),
  );
  mkdirSync(folder, { recursive: true });
  for (const cell of cells) await writeCell(join(folder, cell.id), cell, size);
  writeFileSync(join(folder, 'plan.yaml'), stringify(examplePlan(cells)));
  writeJson(join(folder, 'env.json'), exampleEnvironment());
  const cellsDone = cells.map(({ id }) => id);
  writeJson(join(folder, 'run.json'), exampleRun({ state: 'done', endedAt: '2026-11-22T15:07:00.000Z', cellsDone }));
}
