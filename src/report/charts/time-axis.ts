import { rounded } from '../chart-style.ts';
import { number } from '../format.ts';

/** As many marks as fit below a chart without touching. */
const mostMarks = 11;
/** Values further below the largest one are drawn at the edge: they would leave the others no room. */
const widest = 1_000;

/** 1, 2, 5, 10, 20, 50 … from the last one below the values to the first one above: what people read off such an axis. */
function ticks(low: number, high: number): number[] {
  const powers = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))] as const;
  const decades = Array.from({ length: powers[1] - powers[0] + 1 }, (_, index) => powers[0] + index);
  // From text, since 10 ** -1 * 2 and the like are not the numbers that they stand for.
  const all = decades.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const from = all.findLastIndex((tick) => tick <= low);
  const to = all.findIndex((tick) => tick >= high);
  return all.slice(Math.max(0, from), to === -1 ? undefined : to + 1);
}

/** A logarithmic axis, or a linear one where the values lie so close together that a logarithmic one has no marks. */
export function timeAxis(values: number[]) {
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const least = values.reduce((low, value) => Math.min(low, value), high);
  if (high < least * 3) {
    const margin = Math.max((high - least) * 0.05, high * 0.01);
    const domain = [least - margin, high + margin].map(rounded);
    return { words: 'linear time axis, not from 0', from: least, scale: { domain, nice: true }, axis: {} };
  }
  const from = rounded(Math.max(least, high / widest));
  const all = ticks(from, high);
  const domain = [all.at(0) ?? from, all.at(-1) ?? high];
  const marks = all.length <= mostMarks ? all : all.filter((tick) => String(tick).replaceAll(/[.0]/g, '') === '1');
  const edge = least < from ? `; what is below ${number(from)} ms is drawn there` : '';
  const scale = { type: 'log' as const, domain, nice: false };
  return { words: `logarithmic time axis${edge}`, from, scale, axis: { values: marks } };
}
