import { join } from 'node:path';
import type { ReadyEngine } from '../domain/engine-life.ts';
import type { Child, World } from '../world.ts';
import type { Comparison } from './compare.ts';
import type { Level } from './levels.ts';
import { measureTruth } from './measure.ts';
import { alignedText } from './table.ts';

/** One way to run the load generator, and what it is called in the table. */
type Variant = { name: string; busy: boolean; env: Record<string, string> };

/** A row: the load generator run in one way, beside the truth. */
export type StarvedRow = { name: string; comparison: Comparison };

const read = { DYNO_CLOCK: 'read' };
const normal = { DYNO_PRIORITY: 'normal' };

/** DYNO_PRIORITY=normal is what a user without privileges has. */
export const variants: readonly Variant[] = [
  { name: 'core of its own, kernel instants', busy: false, env: {} },
  { name: 'busy loop, kernel instants', busy: true, env: {} },
  { name: 'busy loop, read instants', busy: true, env: read },
  { name: 'busy loop, normal priority, kernel instants', busy: true, env: normal },
  { name: 'busy loop, normal priority, read instants', busy: true, env: { ...normal, ...read } },
];

/** The load generator inherits these; the simulator knows none of them. */
function withEnv(world: World, env: Record<string, string>): World {
  const start: World['processes']['start'] = (command, args, options) =>
    world.processes.start(command, args, { ...options, env: { ...env, ...options.env } });
  return { ...world, processes: { ...world.processes, start } };
}

/** A process that only computes, on the load generator's CPU; it ends by itself should we not end it. */
function busyLoop({ cpuSets }: ReadyEngine, world: World): Child {
  return world.processes.start('timeout', ['60', 'sh', '-c', 'while :; do :; done'], { cpuSet: cpuSets.loadGenerator });
}

async function measureOne(level: Level, variant: Variant, folder: string, world: World): Promise<StarvedRow> {
  let loop: Child | null = null;
  const onEngine = (engine: ReadyEngine) => {
    if (variant.busy) loop = busyLoop(engine, world);
  };
  try {
    const [comparison] = await measureTruth([level], folder, withEnv(world, variant.env), onEngine);
    if (comparison === undefined) throw new Error('nothing was measured');
    return { name: variant.name, comparison };
  } finally {
    (loop as Child | null)?.kill('SIGTERM');
  }
}

/** One level, run once in each way. Files go below `folder`. Throws as `measureTruth` does. */
export async function measureStarved(
  level: Level,
  folder: string,
  world: World,
  chosen: readonly Variant[] = variants,
): Promise<StarvedRow[]> {
  const rows: StarvedRow[] = [];
  for (const [index, variant] of chosen.entries()) {
    world.stop.throwIfAborted();
    const place = join(folder, `variant-${index + 1}`);
    await world.files.makeFolder(place);
    rows.push(await measureOne(level, variant, place, world));
  }
  return rows;
}

const header = [
  '',
  'TTFT p50',
  'TTFT p99',
  'one TTFT, p99',
  'TPOT p99',
  'reader lag p99',
  'blurred',
  'CLIENT_SATURATED',
];

function row({ name, comparison }: StarvedRow): string[] {
  const { lines, paired, client, blurredShare, saturated } = comparison;
  const error = (figure: string) => signed(lines.find((line) => line.figure === figure)?.error ?? null);
  const lag = client.lagP99Us === null ? '–' : (client.lagP99Us / 1000).toFixed(3);
  const blurred = blurredShare === null ? '–' : `${(100 * blurredShare).toFixed(1)} %`;
  const one = paired.ttftMs.p99?.toFixed(3) ?? '–';
  return [name, error('TTFT p50'), error('TTFT p99'), one, error('TPOT p99'), lag, blurred, saturated.state];
}

function signed(value: number | null): string {
  return value === null ? '–' : `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}

/** The table as text: errors are reported - true, milliseconds. */
export function starvedText(rows: StarvedRow[], machine: object): string {
  const first = rows[0]?.comparison;
  return [
    JSON.stringify(machine),
    `errors in ms at concurrency ${first?.concurrency}, ${first?.requests.planned} requests each:`,
    alignedText([header, ...rows.map(row)]),
    ...rows.map(({ name, comparison }) => `  ${name}: ${comparison.saturated.measured}`),
  ].join('\n\n');
}
