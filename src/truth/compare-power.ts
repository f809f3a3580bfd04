import type { ComparedPair, Side, SideMetric } from '../domain/difference.ts';
import { shapeInWords } from '../domain/shape.ts';
import { compareSides } from '../stats/difference/compare-sides.ts';
import { pairedRequests } from '../stats/difference/paired-requests.ts';
import { sideMetrics } from '../stats/difference/side.ts';
import { withinRun } from '../stats/difference/within-run.ts';
import type { Load, SideName } from './compare-loads.ts';

/** How often an answer came, of `asked` repetitions. */
export type Count = { figure: string; asked: number; shown: number };

/** What one design of a comparison finds. */
export type Power = {
  design: string;
  /** The same engine twice: reports in which any difference was shown, and by figure. Each is a false alarm. */
  twin: Count[];
  /** The slower engine: reports in which "slower" was shown, and by figure. */
  slow: Count[];
  /** Answers that said the slower engine is faster. */
  wrongWay: number;
};

function singleMetrics(load: Load, metrics: SideMetric[]): SideMetric[] {
  const names = metrics.map(({ name }) => name);
  const within = withinRun(load.statistics, load.set.samples, names);
  return metrics.map((metric) => ({
    ...metric,
    within: metric.over === 'whole' ? null : (within.get(metric.name) ?? null),
  }));
}

function sideOf(name: SideName, loads: Load[]): Side {
  const metrics = sideMetrics(
    loads.map(({ statistics }) => ({ statistics, folder: '', round: 1 })),
    [''],
  );
  const [first] = loads as [Load];
  const { cell } = first.statistics;
  const work = { work: {}, machine: {}, environment: {}, folders: [], runs: [], sequence: null, missing: [] };
  const sheet = { engineVersion: null, image: null, settings: [], facts: [], pinned: [] };
  const head = { engine: 'sim', title: 'simulated engine', simulated: true };
  return {
    name,
    ...head,
    profiled: false,
    ...work,
    fairness: { version: 1, ...head, ...sheet },
    tests: [
      {
        id: 'throughput',
        test: 'throughput',
        level: shapeInWords(cell.shape),
        concurrency: null,
        verdict: 'VALID',
        broken: [],
        unusable: null,
        facts: {},
        metrics: loads.length === 1 ? singleMetrics(first, metrics) : metrics,
      },
    ],
  };
}

function compared(a: Load[], b: Load[], name: SideName): ComparedPair {
  const [one, other] = [sideOf('a', a), sideOf(name, b)];
  const [first, second] = [a[0], b[0]] as [Load, Load];
  const asked = ({ set }: Load) => ({
    samples: set.samples,
    items: new Map([...set.items].map(([id, { meta }]) => [id, meta])),
  });
  const names = one.tests.flatMap(({ metrics }) => metrics.map((metric) => metric.name));
  const pairs = a.length > 1 ? null : pairedRequests(asked(first), asked(second), names);
  return compareSides(one, other, () => pairs, { minEffect: 0.01, metrics: [], anyway: false });
}

function counts(pairs: ComparedPair[], isShown: (answer: string) => boolean): Count[] {
  const any = pairs.filter(({ differences }) => differences.some(({ answer }) => isShown(answer))).length;
  const titles = [...new Set(pairs.flatMap(({ differences }) => differences.map(({ title }) => title)))];
  const of = (title: string): Count => {
    const rows = pairs.flatMap(({ differences }) => differences.filter((row) => row.title === title));
    const answered = rows.filter(({ answer }) => answer !== 'not comparable');
    return { figure: title, asked: answered.length, shown: answered.filter(({ answer }) => isShown(answer)).length };
  };
  return [{ figure: 'any figure of a report', asked: pairs.length, shown: any }, ...titles.map(of)].filter(
    ({ asked }) => asked > 0,
  );
}

function power(design: string, loads: Load[], repeats: number): Power {
  const repetitions = [...Map.groupBy(loads, ({ repetition }) => repetition).values()];
  const side = (all: Load[], name: SideName) => all.filter((load) => load.side === name && load.repeat <= repeats);
  const pairs = (name: SideName) => repetitions.map((all) => compared(side(all, 'a'), side(all, name), name));
  const [twin, slow] = [pairs('twin'), pairs('slow')];
  return {
    design,
    twin: counts(twin, (answer) => answer === 'faster' || answer === 'slower'),
    slow: counts(slow, (answer) => answer === 'slower'),
    wrongWay: slow.flatMap(({ differences }) => differences.filter(({ answer }) => answer === 'faster')).length,
  };
}

/** All runs of a side against all, then one run a side alone. */
export function powers(loads: Load[], repeats: number): Power[] {
  return [
    power(`${repeats} runs a side (Welch's t)`, loads, repeats),
    power('1 run a side (bootstrap; latencies in pairs of the same prompt)', loads, 1),
  ];
}
