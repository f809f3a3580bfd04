import type { Comparison } from '../../domain/comparison.ts';

function simulated({ simulated: kind, engines }: Comparison): string[] {
  if (kind === 'none') return [];
  if (kind === 'all')
    return ['SIMULATED: no model was computed. Speeds come from a script; they say nothing about the engines named.'];
  const names = engines.filter((one) => one.simulated).map(({ engine }) => engine);
  return [
    `SIMULATED: ${names.join(', ')} computed no model; among real engines such figures are shown and not ranked.`,
  ];
}

function differs(comparison: Comparison): string[] {
  const of = (what: string) => comparison.differences.find((one) => one.what === what);
  const named = (values: { engine: string; value: string }[]) =>
    values.map(({ engine, value }) => `${engine}: ${value}`).join('; ');
  const model = of('model');
  const machine = comparison.differences.filter(({ kind }) => kind === 'machine');
  const work = comparison.differences.filter(({ kind, what }) => kind === 'work' && what !== 'model');
  return [
    ...(model === undefined ? [] : [`Different models: not a comparison of engines. ${named(model.values)}.`]),
    ...(machine.length === 0
      ? []
      : [`Different machines: not a comparison of engines. ${machine.map(({ values }) => named(values)).join('; ')}.`]),
    ...(work.length === 0
      ? []
      : [`Not the same work: ${work.map(({ what }) => what).join(', ')} differ; see "What was not the same".`]),
  ];
}

function unproven({ engines }: Comparison): string[] {
  const titles = engines.filter(({ proven, state }) => !proven && state === 'measured').map(({ title }) => title);
  if (titles.length === 0) return [];
  return [`Definitions that come from sources and were never run by their authors: ${titles.join(', ')}.`];
}

function partial({ engines, missing, state }: Comparison): string[] {
  if (state !== 'partial') return [];
  const broken = engines.filter((one) => one.state !== 'notRun' && one.why !== null).map(({ engine }) => engine);
  const words = [...missing, ...(broken.length === 0 ? [] : [`not all was measured of ${broken.join(', ')}`])];
  return [`PARTIAL: ${words.join('; ')}.`];
}

/** What a reader must know before any number; empty for a full comparison of real engines at the same work. */
export function comparisonBanners(comparison: Comparison): string[] {
  return [...simulated(comparison), ...partial(comparison), ...differs(comparison), ...unproven(comparison)];
}
