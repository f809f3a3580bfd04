import { engineMetricNames } from '../domain/engine-metric.ts';
import type { RowTime } from '../domain/run-clock.ts';
import type { EngineScrape, SampleSet, SeriesRow } from '../domain/sample-set.ts';
import type { World } from '../world.ts';
import { type TimedRow, timedRows } from './read-series.ts';

/** Folders of before the scrape_* columns say only by their values whether there was an answer. */
function scrapeOf(row: TimedRow, words: SeriesRow): EngineScrape {
  const answered = row.header.includes('scrape_status')
    ? row.number('scrape_status') === 200 && row.text('scrape_reason') === null
    : engineMetricNames.some((word) => (words[word] ?? null) !== null);
  return {
    tS: row.tS,
    answered,
    status: row.number('scrape_status'),
    bytes: row.number('scrape_bytes'),
    reason: row.text('scrape_reason'),
  };
}

/** Reads engine_metrics.csv: what the engine told, and what came of each asking. Empty where the file is missing. */
export async function readEngineMetrics(
  path: string,
  timeOf: (row: RowTime) => number | null,
  world: Pick<World, 'files'>,
): Promise<Pick<SampleSet, 'engineMetrics' | 'engineScrapes'>> {
  const engineMetrics: SeriesRow[] = [];
  const engineScrapes: EngineScrape[] = [];
  for await (const row of timedRows(path, timeOf, world)) {
    const words: SeriesRow = { tS: row.tS };
    if (row.header.includes('read_ms')) words.readMs = row.number('read_ms');
    for (const word of engineMetricNames) if (row.header.includes(word)) words[word] = row.number(word);
    engineMetrics.push(words);
    engineScrapes.push(scrapeOf(row, words));
  }
  return { engineMetrics, engineScrapes };
}
