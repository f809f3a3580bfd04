import type { EngineMetricRow } from '../domain/engine-metric.ts';
import { mappedMetrics } from '../domain/metric-mapping.ts';
import type { Plan } from '../domain/plan.ts';
import type { World } from '../world.ts';
import { iterationRow } from './iteration-stats.ts';
import { metricRow } from './metric-value.ts';
import { parsePrometheus } from './prometheus-text.ts';
import type { RawAnswer } from './raw-log.ts';
import { readingLimitMs, type Sampler } from './sampler.ts';
import { type Scrape, scrape } from './scrape.ts';

/** Columns of engine_metrics.csv beside the words: what came of each asking, so that a gap says why it is one. */
export const scrapeColumns = ['scrape_status', 'scrape_bytes', 'scrape_bad_lines', 'scrape_reason'] as const;

/** One asking and what it told; the words are left out where nothing could be read. */
type Asked = RawAnswer & Scrape & { row: EngineMetricRow; badLines: number };

const unreadable = 'nothing in the answer could be read';

/** The page in the text format of Prometheus. */
function readPage(answer: Scrape, plan: Plan): Asked {
  const about = { path: plan.engine.metrics.path, format: 'prometheus' } as const;
  if (answer.status !== 200) return { ...answer, ...about, row: {}, badLines: 0 };
  const { samples, badLines } = parsePrometheus(answer.text ?? '');
  const row = metricRow(samples, plan.engine.metrics);
  return { ...answer, ...about, reason: samples.length === 0 ? unreadable : null, row, badLines: badLines.length };
}

function readIterations(answer: Scrape, path: string): Asked {
  const about = { path, format: 'iteration-stats' } as const;
  if (answer.status !== 200) return { ...answer, ...about, row: {}, badLines: 0 };
  const row = iterationRow(answer.text ?? '');
  return { ...answer, ...about, reason: row === null ? unreadable : null, row: row ?? {}, badLines: 0 };
}

/** Asks an engine. Which of its two pages there is shows at the first answer; from then on only that one is read. */
function asker(url: string, plan: Plan, timeoutMs: number, world: World): (signal?: AbortSignal) => Promise<Asked> {
  const { path, instead } = plan.engine.metrics;
  let hasPage = false;
  let readsInstead = false;
  return async (signal) => {
    const get = (page: string) => scrape(`${url}${page}`, { target: plan.target, timeoutMs, signal }, world);
    if (instead === null || !readsInstead) {
      const answer = await get(path);
      hasPage ||= answer.status === 200;
      readsInstead = instead !== null && !hasPage && answer.status === 404;
      if (instead === null || !readsInstead) return readPage(answer, plan);
    }
    return readIterations(await get(instead.path), instead.path);
  };
}

/** One line without line breaks: CSV is read line by line. */
function short(text: string | null): string | null {
  return text === null ? null : text.replace(/\s+/g, ' ').slice(0, 200);
}

/** The engine's own metrics in the words of domain/engine-metric.ts; null where the engine has none. */
export function engineMetrics(url: string, plan: Plan, world: World): Sampler | null {
  if (plan.engine.metrics.format === 'none') return null;
  // It gives up before its reading is given up, so that the row says why it is empty.
  const ask = asker(url, plan, readingLimitMs(plan.suite.telemetry.intervalMs) - 100, world);
  let last: Asked | null = null;
  return {
    file: 'engine_metrics.csv',
    columns: [...mappedMetrics(plan.engine.metrics), ...scrapeColumns],
    async read(signal) {
      last = await ask(signal);
      const { row, status, bytes, badLines, reason } = last;
      const about = { scrape_status: status, scrape_bytes: bytes, scrape_bad_lines: badLines };
      return { ...row, ...about, scrape_reason: short(reason) };
    },
    raw: {
      file: 'engine_metrics.raw.jsonl.gz',
      last() {
        if (last === null) return null;
        const { path, format, status, reason, text } = last;
        return { path, format, status, reason, text };
      },
    },
  };
}

/** Reads the engine's counter of prompt tokens that came out of its cache; null where it has none or does not answer. */
export function cachedTokensCounter({ url }: { url: string }, plan: Plan, world: World): () => Promise<number | null> {
  if (plan.engine.metrics.format === 'none') return async () => null;
  const ask = asker(url, plan, 5_000, world);
  return async () => (await ask()).row.cachedPromptTokens ?? null;
}
