import type { SeriesRow } from '../../domain/sample-set.ts';
import { mean } from '../distribution.ts';
import { counterGrowthIn, figureSpan, type LoadSpan, valuesIn } from '../series.ts';
import { notChecked, percentText, type Rule } from './rule.ts';

/** Bits of nvmlClocksEventReasons (docs.nvidia.com/deploy/nvml-api). */
const powerBits = 0x04;
/** HwSlowdown, SwThermalSlowdown, HwThermalSlowdown, HwPowerBrakeSlowdown. */
const heatBits = 0x08 | 0x20 | 0x40 | 0x80;
/** So many times the limit, and the figures are those of another, slower GPU. */
const invalidFrom = 10;

/** Share of the time, by the GPU's counter of such time or by the readings that have one of the bits; the larger. */
function shareOf(rows: SeriesRow[], span: LoadSpan, counter: string, bits: number): number | null {
  const { value, coveredS } = counterGrowthIn(rows, counter, span);
  const reasons = valuesIn(rows, 'throttleReasons', span);
  const shares = [
    ...(value === null || coveredS <= 0 ? [] : [value / coveredS]),
    ...(reasons.length === 0 ? [] : [reasons.filter((reason) => (reason & bits) !== 0).length / reasons.length]),
  ];
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares));
}

/** From the first third of the readings to the last, as a share of the first; null with too few. */
function clockFall(rows: SeriesRow[], span: LoadSpan): number | null {
  const clocks = valuesIn(rows, 'smClockMhz', span);
  const third = Math.floor(clocks.length / 3);
  const [first, last] = [mean(clocks.slice(0, third)), mean(clocks.slice(clocks.length - third))];
  return third < 2 || first === null || last === null || first <= 0 ? null : (first - last) / first;
}

/** Did heat, hardware or the power limit slow the GPU down? */
export const gpuThrottled: Rule = ({ statistics: { steadyWindow }, set, plan }) => {
  const { gpuThrottledShare, gpuPowerCappedShare, gpuClockFallShare } = plan.suite.limits;
  const limit =
    `heat or hardware: WARN above ${percentText(gpuThrottledShare)} of the time, INVALID above ` +
    `${percentText(gpuThrottledShare * invalidFrom)}; power limit: WARN above ${percentText(gpuPowerCappedShare)}; ` +
    `SM clock: WARN if it fell by more than ${percentText(gpuClockFallShare)}`;
  const span = figureSpan(steadyWindow, set.client.endUs);
  const heat = shareOf(set.gpu, span, 'thermalViolationS', heatBits);
  const power = shareOf(set.gpu, span, 'powerViolationS', powerBits);
  const fall = clockFall(set.gpu, span);
  if (heat === null && power === null && fall === null) return notChecked('no clocks of a GPU were read', limit);
  const warns =
    (heat ?? 0) > gpuThrottledShare || (power ?? 0) > gpuPowerCappedShare || (fall ?? 0) > gpuClockFallShare;
  const words = [
    heat === null ? '' : `slowed down by heat or hardware ${percentText(heat)} of the time`,
    power === null ? '' : `held at its power limit ${percentText(power)}`,
    fall === null ? '' : `SM clock ${fall > 0 ? `fell by ${percentText(fall)}` : 'did not fall'}`,
  ];
  return {
    state: (heat ?? 0) > gpuThrottledShare * invalidFrom ? 'INVALID' : warns ? 'WARN' : 'VALID',
    measured: words.filter((word) => word !== '').join(', '),
    limit,
    advice: 'see to the cooling, or lock the clocks (nvidia-smi -lgc) so that every engine gets the same GPU',
  };
};
