import type { TestName } from '../domain/suite.ts';
import { pointInWords } from '../domain/sweep.ts';
import { reasonPlaces, verdictCounts, verdictReasons } from '../domain/verdict-reasons.ts';
import { instant } from './format.ts';
import { isAnyOpen, openLoopNote } from './open-loop.ts';
import type { ReportData } from './report-data.ts';
import { banners } from './view/banners.ts';
import { cellView } from './view/cell.ts';
import { commandText } from './view/command.ts';
import { environment, runLength } from './view/environment.ts';
import { fairnessView } from './view/fairness.ts';
import { levelRows } from './view/levels.ts';
import { repeatsTables } from './view/repeats.ts';
import { startupView } from './view/startup.ts';
import { summaries, testTitles } from './view/summary.ts';
import { costOfLooking } from './view/telemetry/cost-of-looking.ts';
import { telemetryDefinitions } from './view/telemetry/definitions.ts';

function testView(name: TestName, { result, series }: ReportData) {
  const cells = result.benchmarks[name];
  const views = cells.map((cell) => cellView(cell, cells, series.get(cell.statistics.cell.id)?.report ?? null));
  return {
    name,
    title: testTitles[name],
    levels: levelRows(cells),
    repeats: repeatsTables(result, name),
    cells: views,
  };
}

/** How many cells have which verdict, and each broken rule once: a reader must know before any number. */
function verdictView(benchmarks: ReportData['result']['benchmarks']) {
  const verdicts = Object.values(benchmarks)
    .flat()
    .map(({ verdict }) => verdict);
  const reasons = verdictReasons(verdicts).map((reason) => ({ ...reason, places: reasonPlaces(reason) }));
  return { counts: verdictCounts(verdicts), reasons };
}

/** Everything the reports show, as text: templates only place it. */
export function reportView(data: ReportData) {
  const { run, config, benchmarks, validity } = data.result;
  const tests = (Object.keys(testTitles) as TestName[]).filter((name) => benchmarks[name].length > 0);
  const length = runLength(run);
  return {
    title: run.title,
    when: `${instant(run.startedAt)}${length === null ? '' : `, took ${length}`}`,
    suite: [`suite ${config.suite.name}: ${config.suite.description}`, pointInWords(config.sweepPoint)]
      .filter((part) => part !== '')
      .join(' · '),
    verdict: validity ?? 'NO RESULT',
    why: verdictView(benchmarks),
    banners: banners(data.result),
    summaries: summaries(data.result),
    tests: tests.map((name) => testView(name, data)),
    openLoopNote: isAnyOpen(data.result) ? openLoopNote : '',
    fairness: fairnessView(data.result),
    startup: startupView(run),
    requests: config.requests,
    quirks: config.engine.quirks,
    environment: environment(data.result),
    telemetryDefinitions: telemetryDefinitions(data.result),
    costOfLooking: costOfLooking(data.result),
    errors: run.errors,
    command: commandText(run.command),
  };
}
export type ReportView = ReturnType<typeof reportView>;
