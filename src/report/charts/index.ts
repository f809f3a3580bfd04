import { plainText } from '../../domain/plain-text.ts';
import { mapTexts } from '../map-texts.ts';
import type { ReportData } from '../report-data.ts';
import type { Chart } from './chart.ts';
import { costEnergyChart } from './cost-energy.ts';
import { distributionCharts } from './distribution.ts';
import { jsonValidity } from './json-validity.ts';
import { throughputByLevel } from './levels.ts';
import { inFlightOverTime, memoryOverTime, tokensOverTime, utilisationOverTime } from './over-time.ts';
import { startupChart } from './startup.ts';
import { throughputChart } from './throughput.ts';
import { throughputLatency } from './throughput-latency.ts';
import { togetherCharts } from './together.ts';

const all = [
  ...[throughputByLevel, throughputLatency, throughputChart, costEnergyChart, jsonValidity],
  ...[inFlightOverTime, tokensOverTime, memoryOverTime, utilisationOverTime, startupChart],
];

/** A proof of enforcement has no speed to draw. */
function withoutProofs({ result, series }: ReportData): ReportData {
  const { json_struct: cells, ...others } = result.benchmarks;
  const measured = cells.filter(({ statistics }) => statistics.cell.purpose === 'speed');
  return { result: { ...result, benchmarks: { ...others, json_struct: measured } }, series };
}

/** Every chart that the data can fill, in the order of the report. Names from outside are plain text in it. */
export function makeCharts(data: ReportData): Chart[] {
  const shown = withoutProofs(data);
  const charts = all.map((make) => make(shown)).filter((chart) => chart !== null);
  return mapTexts([...charts, ...distributionCharts(shown), ...togetherCharts(shown)], plainText);
}
