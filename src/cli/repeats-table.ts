import type { EngineResult } from '../domain/engine-result.ts';
import { plainText } from '../domain/plain-text.ts';
import type { Repeats } from '../domain/repeats.ts';
import { layout, short } from './result-table.ts';

const columns = ['over runs', 'runs', 'figure', 'mean', '95 % interval', 'CV', 'outliers'];

function row(repeats: Repeats, metric: string): Record<string, string> | null {
  const found = repeats.metrics.find((one) => one.metric === metric);
  if (found === undefined) return null;
  const { mean, title, unit, outliers } = found;
  return {
    'over runs': plainText(repeats.series),
    runs: mean.count === repeats.runs.length ? String(mean.count) : `${mean.count} of ${repeats.runs.length}`,
    figure: title.includes('/') ? title : `${title} ${unit}`,
    mean: short(mean.mean),
    '95 % interval': mean.low === null ? '–' : `${short(mean.low)} to ${short(mean.high)}`,
    CV: mean.cv === null ? '–' : `${(100 * mean.cv).toFixed(1)} %`,
    outliers: outliers === null ? '–' : outliers.map(({ run }) => `run ${run}`).join(', ') || 'none',
  };
}

/**
 * What ends `bench` where tests were run several times: the two leading figures over the runs. "–" below outliers:
 * too few runs to tell. Empty where no test has several.
 */
export function repeatsTable({ repeats }: EngineResult): string {
  const leading = ['outputTokensPerS', 'ttftP50Ms'];
  const rows = repeats.flatMap((one) => leading.map((metric) => row(one, metric)).filter((line) => line !== null));
  return rows.length === 0 ? '' : `\n${layout(columns, rows, ['over runs', 'figure', 'outliers'])}\n`;
}
