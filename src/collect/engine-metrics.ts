import { accessTo } from '../domain/endpoint-access.ts';
import type { Plan } from '../domain/plan.ts';
import type { World } from '../world.ts';
import { type MetricSample, parsePrometheus } from './prometheus-text.ts';
import type { Sampler } from './sampler.ts';

/** A suffix matches from a word boundary of the name on: "*tokens_total" is no match for "x:newtokens_total". */
function matches(name: string, wanted: string): boolean {
  if (!wanted.startsWith('*')) return name === wanted;
  const suffix = wanted.slice(1);
  if (name === suffix) return true;
  if (!name.endsWith(suffix)) return false;
  const before = name.at(-suffix.length - 1) ?? '';
  return before === ':' || before === '_' || suffix.startsWith(':') || suffix.startsWith('_');
}

/**
 * Value of a normalised metric: the sum over its label sets (one model, so these are ranks or states of one thing).
 * Where a suffix fits several names, the shortest is meant. Null where the engine has no such metric or says NaN.
 */
export function metricValue(samples: MetricSample[], wanted: string): number | null {
  const fitting = samples.filter((sample) => matches(sample.name, wanted));
  const name = fitting.map((sample) => sample.name).sort((a, b) => a.length - b.length)[0];
  const values = fitting.filter((sample) => sample.name === name).map((sample) => sample.value);
  if (values.length === 0 || values.includes(null)) return null;
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

/** The engine's own Prometheus metrics under normalised names; null where the engine has none. */
export function engineMetrics(url: string, plan: Plan, world: World): Sampler | null {
  const { format, path, names } = plan.engine.metrics;
  if (format === 'none') return null;
  const wanted = Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    file: 'engine_metrics.csv',
    columns: wanted.map(([normalised]) => normalised),
    async read() {
      const access = await accessTo(plan.target, world.files.readText);
      const answer = await world.http.fetch(`${url}${path}`, { ...access, timeoutMs: 5_000 });
      if (answer.status !== 200) return {};
      const { samples } = parsePrometheus(answer.text);
      return Object.fromEntries(wanted.map(([normalised, name]) => [normalised, metricValue(samples, name)]));
    },
  };
}

/** Reads the engine's counter of prompt tokens that came out of its cache; null where it has none or does not answer. */
export function cachedTokensCounter({ url }: { url: string }, plan: Plan, world: World): () => Promise<number | null> {
  const metrics = engineMetrics(url, plan, world);
  return async () => {
    const row = await metrics?.read().catch(() => null);
    const total = row?.cachedPromptTokens;
    return typeof total === 'number' ? total : null;
  };
}
