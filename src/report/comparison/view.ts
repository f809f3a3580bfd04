import type { ComparedRun, Comparison, Difference } from '../../domain/comparison.ts';
import { duration, instant, unknown } from '../format.ts';
import { commandText } from '../view/command.ts';
import { comparisonBanners } from './banners.ts';
import type { ComparedResult } from './csv.ts';
import { fairnessTables, startupTable } from './fairness.ts';
import { startupText } from './figure-text.ts';
import { answers } from './recommendations.ts';
import { runLink } from './run-link.ts';
import { tables } from './tables.ts';
import { validityRows } from './validity.ts';

const stateWords = { measured: 'measured', failed: 'failed', notRun: 'not run' } as const;

function runRow(engine: string, run: ComparedRun) {
  const { folder, round, startedAt, validity, state, clean, startupMs, error } = run;
  return {
    engine,
    round: String(round),
    folder,
    // A run without a result has no report.
    href: validity === null ? '' : runLink(folder),
    when: instant(startedAt),
    state: validity ?? state.toUpperCase(),
    startup: startupMs === null ? unknown : duration(startupMs),
    left: clean === null ? 'not checked' : clean ? 'nothing' : 'something: see its run.json',
    error: error === null ? '' : `${error.code}: ${error.message}`,
  };
}

function engineRows({ engines }: Comparison) {
  return engines.map(({ engine, title, model, version, state, why, validity, startupMs, runs }) => ({
    engine,
    title,
    model: model ?? unknown,
    version: version ?? unknown,
    startup: startupText(startupMs),
    runs: String(runs.length),
    state: validity ?? stateWords[state],
    why: why ?? '',
  }));
}

const kinds: Record<Difference['kind'], string> = {
  work: 'What was asked',
  machine: 'Machine',
  environment: 'Environment',
};

function differenceTables({ differences, engines }: Comparison) {
  const names = engines.filter(({ state }) => state === 'measured').map(({ engine }) => engine);
  return (Object.keys(kinds) as Difference['kind'][])
    .map((kind) => ({
      title: kinds[kind],
      names,
      rows: differences
        .filter((one) => one.kind === kind)
        .map(({ what, values }) => ({
          what,
          values: names.map((name) => values.find(({ engine }) => engine === name)?.value ?? unknown),
        })),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function orderText({ order, rounds }: Comparison): string {
  if (order.length === 0) return 'Runs that were made one by one and brought together afterwards.';
  const names = order.map(({ engine }) => engine).join(', ');
  return rounds === 1 ? `One after another: ${names}.` : `${rounds} rounds, interleaved: ${names}.`;
}

/** What a comparison is called: the engines that measured something, else all that were asked for. */
export function comparisonTitle({ engines }: Comparison): string {
  const measured = engines.filter((one) => one.state === 'measured');
  return `Comparison: ${(measured.length > 0 ? measured : engines).map(({ title }) => title).join(', ')}`;
}

/** Everything the pages of a comparison show, as text: templates only place it. `results` are those of its runs. */
export function comparisonView(comparison: Comparison, results: ComparedResult[]) {
  const { createdAt, engines, state, command } = comparison;
  const measured = engines.filter((one) => one.state === 'measured');
  const models = [...new Set(measured.map(({ model }) => model ?? unknown))];
  return {
    title: comparisonTitle(comparison),
    state: state === 'partial' ? 'PARTIAL' : 'COMPLETE',
    when: instant(createdAt),
    models: `${models.length > 1 ? 'models' : 'model'} ${models.join(', ') || unknown}`,
    order: orderText(comparison),
    banners: comparisonBanners(comparison),
    ...answers(comparison),
    engines: engineRows(comparison),
    tests: tables(comparison),
    validity: validityRows(comparison, results),
    differences: differenceTables(comparison),
    fairness: fairnessTables(comparison),
    startupParts: startupTable(comparison),
    runs: engines.flatMap(({ engine, runs }) => runs.map((run) => runRow(engine, run))),
    command: commandText(command),
  };
}
export type ComparisonView = ReturnType<typeof comparisonView>;
