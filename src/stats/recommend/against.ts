import { listText } from '../../domain/list-text.ts';
import type { Finding } from '../../domain/recommendation.ts';
import type { Known } from './draft.ts';

/** Where somebody else is clearly ahead of the engines that are named. */
function overtaken(engines: string[], findings: Finding[]): string[] {
  return findings
    .filter(
      ({ answer, first }) =>
        answer !== 'cannot say' && engines.length > 0 && !first.some((name) => engines.includes(name)),
    )
    .map(
      ({ title, where, first }) =>
        `${listText(first)} ${first.length === 1 ? 'is' : 'are'} ahead in ${title}, ${where}.`,
    );
}

/** Rules that did not hold in what an answer rests on, with the engines and the load levels. */
function warned(engines: string[], findings: Finding[], { comparison }: Known): string[] {
  const named = new Set(findings.flatMap(({ places }) => places.map(({ id, engine }) => `${id} ${engine}`)));
  const broken = comparison.tests.flatMap(({ id, test, level, engines: tested }) =>
    tested
      .filter(({ engine }) => engines.includes(engine) && named.has(`${id} ${engine}`))
      .flatMap((one) => one.broken.map((rule) => ({ rule, engine: one.engine, where: `${test} at ${level}` }))),
  );
  return [...Map.groupBy(broken, ({ rule }) => rule)].map(([rule, all]) => {
    const names = listText([...new Set(all.map(({ engine }) => engine))]);
    return `Rule ${rule} warns of ${names} (${[...new Set(all.map(({ where }) => where))].join('; ')}).`;
  });
}

/** One start of an engine: what is known of chance is what happened in it, and a second start may give other figures. */
function oneStart(findings: Finding[]): string[] {
  const once = findings.filter(({ decides, places }) => decides && places.some(({ figure }) => figure.starts === 1));
  const titles = [...new Set(once.map(({ title }) => title))];
  if (titles.length === 0) return [];
  return [`${listText(titles)}: one start of an engine, so how much one start differs from the next is not known.`];
}

/** Engines of which nothing is said, with the reason; each once. */
function unranked(findings: Finding[]): string[] {
  const reasons = new Map<string, string>();
  for (const { notRanked } of findings.filter(({ decides }) => decides))
    for (const { engine, reason } of notRanked) reasons.set(engine, reason);
  return [...reasons].map(([engine, reason]) => `Not ranked: ${engine}, ${reason}.`);
}

/** Engines of the comparison that gave no figures at all: the answer is among the others only. */
function absent({ comparison }: Known): string[] {
  const names = comparison.engines.filter(({ state }) => state !== 'measured').map(({ engine }) => engine);
  return names.length === 0 ? [] : [`Nothing was measured of ${names.join(', ')}.`];
}

/** What speaks against an answer, or bounds it. */
export function objections(engines: string[], findings: Finding[], known: Known): string[] {
  if (engines.length === 0) return [];
  return [
    ...overtaken(engines, findings),
    ...oneStart(findings),
    ...warned(engines, findings, known),
    ...unranked(findings),
    ...absent(known),
  ];
}
