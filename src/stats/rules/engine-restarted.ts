import type { SeriesRow } from '../../domain/sample-set.ts';
import { notChecked, type Rule } from './rule.ts';

/** Totals that only a fresh process begins anew. */
const engineTotals = ['promptTokens', 'generationTokens', 'requestsDone', 'ttftCount', 'e2eCount'];
/** Of a container, whose network is new after a restart. */
const containerTotals = ['networkReceivedBytes'];
/** The same start may differ by the rounding of what is told. */
const sameStartS = 1;
const limit = 'INVALID if totals fall or the start of the process moves';

function pairs(rows: SeriesRow[], column: string): { atS: number; from: number; to: number }[] {
  const known = rows.flatMap(({ tS, [column]: value }) => (value == null ? [] : [{ tS, value }]));
  return known.slice(1).map(({ tS, value }, index) => ({ atS: tS, from: known[index]?.value ?? value, to: value }));
}

function falls(rows: SeriesRow[], columns: string[]): string[] {
  return columns.flatMap((column) => {
    const fall = pairs(rows, column).find(({ from, to }) => to < from);
    return fall === undefined ? [] : [`${column} fell from ${fall.from} to ${fall.to} at ${fall.atS.toFixed(1)} s`];
  });
}

/** A start that also moves back is several processes that answer in turn, and nobody's restart. */
function movedStart(rows: SeriesRow[]): string[] {
  const steps = pairs(rows, 'processStartS');
  const moved = steps.find(({ from, to }) => to > from + sameStartS);
  if (moved === undefined || steps.some(({ from, to }) => to < from - sameStartS)) return [];
  return [`the process that answers started anew, ${moved.atS.toFixed(1)} s into the load`];
}

/** Was it the same engine from the first request to the last? A fresh one has lost its caches, and requests with it. */
export const engineRestarted: Rule = ({ set }) => {
  const columns = [...engineTotals, 'processStartS'].filter((column) => pairs(set.engineMetrics, column).length > 0);
  const ofContainer = containerTotals.filter((column) => pairs(set.engineProcess, column).length > 0);
  if (columns.length + ofContainer.length === 0) return notChecked('nothing that would show it was read twice', limit);
  const signs = [
    ...movedStart(set.engineMetrics),
    ...falls(set.engineMetrics, engineTotals),
    ...falls(set.engineProcess, containerTotals),
  ];
  return {
    state: signs.length > 0 ? 'INVALID' : 'VALID',
    measured: signs.length > 0 ? signs.join('; ') : `none of ${[...columns, ...ofContainer].join(', ')} began anew`,
    limit,
    advice: 'see engine.log for why it ended, and measure again',
  };
};
