import type { TopLevelSpec } from 'vega-lite';
import type { EngineResult } from '../../domain/engine-result.ts';
import type { CellSeries } from '../series.ts';

/** What charts are drawn from. Series are keyed by cell id. */
export type ChartData = { result: EngineResult; series: Map<string, CellSeries> };

/** A chart of the report: its file name, what it shows in words (also the text for screen readers), its spec. */
export type Chart = { name: string; title: string; caption: string; spec: TopLevelSpec };
