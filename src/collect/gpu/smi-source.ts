import type { GpuMetric, GpuReading } from '../../domain/gpu-metric.ts';
import { readSmi, refusedField, smiArguments, smiBytes, smiNumber } from '../../domain/nvidia-smi.ts';
import type { AskSmi } from './ask-smi.ts';
import type { GpuSource } from './gpu-source.ts';

type Field = { name: string; metric: GpuMetric; value(text: string | null | undefined): number | null; older?: string };

/** What is asked for. `older`: what drivers before 535 call it. nvidia-smi has no counter of energy. */
const wanted: Field[] = [
  { name: 'memory.used', metric: 'memoryUsedBytes', value: smiBytes },
  { name: 'memory.total', metric: 'memoryTotalBytes', value: smiBytes },
  { name: 'utilization.gpu', metric: 'utilisationPercent', value: smiNumber },
  { name: 'utilization.memory', metric: 'memoryCopyPercent', value: smiNumber },
  { name: 'power.draw', metric: 'powerW', value: smiNumber },
  { name: 'enforced.power.limit', metric: 'powerLimitW', value: smiNumber },
  { name: 'clocks.current.sm', metric: 'smClockMhz', value: smiNumber },
  { name: 'clocks.current.memory', metric: 'memoryClockMhz', value: smiNumber },
  { name: 'temperature.gpu', metric: 'temperatureC', value: smiNumber },
  { name: 'temperature.memory', metric: 'memoryTemperatureC', value: smiNumber },
  { name: 'pstate', metric: 'performanceState', value: smiNumber },
  {
    name: 'clocks_event_reasons.active',
    metric: 'throttleReasons',
    value: smiNumber,
    older: 'clocks_throttle_reasons.active',
  },
];

/** One way to ask: where, and which GPU it is there (null: the only one that is seen there). */
export type SmiWay = { words: string; ask: AskSmi; device: string | null };

function namesOf(fields: Field[]): string[] {
  return fields.map(({ name }) => name);
}

function readingOf(fields: Field[], output: string): GpuReading | null {
  const row = readSmi(output, namesOf(fields))[0];
  if (row === undefined) return null;
  return Object.fromEntries(fields.map(({ name, metric, value }) => [metric, value(row[name])]));
}

function without(fields: Field[], refused: string): Field[] {
  return fields.flatMap((field) => {
    if (field.name !== refused) return [field];
    const { older, ...rest } = field;
    return older === undefined ? [] : [{ ...rest, name: older }];
  });
}

/** nvidia-smi refuses a whole query for one field that it does not know: such fields are found out once and left out. */
async function acceptedFields({ ask, device }: SmiWay): Promise<Field[] | null> {
  let fields = wanted;
  // Each round takes a field away, or its newer name.
  for (let round = 0; round <= 2 * wanted.length && fields.length > 0; round += 1) {
    const { exitCode, output } = await ask(smiArguments('gpu', namesOf(fields), device));
    const refused = refusedField(output);
    if (refused === null) return exitCode === 0 && readingOf(fields, output) !== null ? fields : null;
    fields = without(fields, refused);
  }
  return null;
}

/** The first way that gives a reading, with the fields that the driver knows; null: none does. */
export async function smiSource(ways: SmiWay[]): Promise<GpuSource | null> {
  for (const way of ways) {
    const fields = await acceptedFields(way);
    if (fields === null) continue;
    const args = smiArguments('gpu', namesOf(fields), way.device);
    return {
      name: 'nvidia-smi',
      words: `nvidia-smi ${way.words}`,
      async read() {
        const { exitCode, output } = await way.ask(args);
        return exitCode === 0 ? (readingOf(fields, output) ?? {}) : {};
      },
    };
  }
  return null;
}
