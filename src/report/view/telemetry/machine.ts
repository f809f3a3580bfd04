import type { Statistics } from '../../../domain/statistics.ts';
import { bytes, number, share } from '../../format.ts';
import { cacheText } from './traffic.ts';
import { alike, list, percent, type Row, say, withMost } from './words.ts';

/** Whether a GPU was read: then the engine's CPU and main memory are only its host side. */
export function isOnGpu({ gpu }: Statistics): boolean {
  return gpu.memoryPeakBytes !== null || gpu.utilisationMeanPercent !== null;
}

function bytesPerS(value: number): string {
  return value === 0 ? '0' : `${bytes(value)}/s`;
}

function ofOneCore({ engineMeanPercent, engineMaxPercent, engineThrottledS }: Statistics['cpu']): string {
  return list(
    withMost(engineMeanPercent, engineMaxPercent, (text) => `${text} of one core`, percent),
    engineThrottledS ? `held back ${number(engineThrottledS)} s by its CPU limit` : '',
  );
}

function gpuBusy({ gpu }: Statistics): string {
  const active = list(
    say(gpu.smActiveMean, (text) => `SM ${text}`, share),
    say(gpu.tensorActiveMean, (text) => `tensor cores ${text}`, share),
    say(gpu.dramActiveMean, (text) => `memory ${text}`, share),
  );
  return list(
    withMost(gpu.utilisationMeanPercent, gpu.utilisationMaxPercent, (text) => text, percent),
    say(gpu.utilisationP50Percent, (text) => `p50 ${text}`, percent),
    say(gpu.utilisationP95Percent, (text) => `p95 ${text}`, percent),
    active === '' ? '' : `active: ${active}`,
  );
}

/** How busy load generator, engine, GPU and machine were. */
export function busy(s: Statistics): Row {
  const { cpu, host } = s;
  const engine = ofOneCore(cpu);
  const own = list(
    say(cpu.clientMeanPercent, (text) => `load generator ${text}`, percent),
    say(cpu.dynoMeanPercent, (text) => `Dyno ${text}`, percent),
  );
  return {
    question: 'busy',
    client: own === '' ? '' : `${own} of one core`,
    engine: isOnGpu(s) && engine !== '' ? `CPU ${engine}` : '',
    processor: isOnGpu(s) ? gpuBusy(s) : engine,
    host: list(
      say(host?.cpuMeanPercent, (text) => `${text} of all cores`, percent),
      say(host?.busiestCoreMeanPercent, (text) => `the busiest ${text}`, percent),
      say(host?.stealMeanPercent, (text) => `${text} stolen`, percent),
      say(host?.diskReadMeanBytesPerS, (text) => `disks read ${text}`, bytesPerS),
      say(host?.diskWriteMeanBytesPerS, (text) => `write ${text}`, bytesPerS),
    ),
  };
}

function swapText({ host }: Statistics): string {
  return list(
    say(host?.swapUsedPeakBytes, (text) => `swap ${text}`, bytes),
    say(host?.swapInMeanBytesPerS, (text) => `in ${text}`, bytesPerS),
    say(host?.swapOutMeanBytesPerS, (text) => `out ${text}`, bytesPerS),
  );
}

/** Peaks of memory, and what is kept in it. */
export function memory(s: Statistics): Row {
  const { gpu, cpu, host } = s;
  const ofAll = say(gpu.memoryPeakShare, (text) => ` (${text})`, share);
  const main = say(cpu.engineMemoryPeakBytes, (text) => text, bytes);
  return {
    question: 'memory, peak',
    client: list(
      say(cpu.clientMemoryPeakBytes, (text) => `load generator ${text}`, bytes),
      say(cpu.dynoMemoryPeakBytes, (text) => `Dyno ${text}`, bytes),
    ),
    engine: list(cacheText(s.engine), isOnGpu(s) && main !== '' ? `main memory ${main}` : ''),
    processor: isOnGpu(s) ? say(gpu.memoryPeakBytes, (text) => `${text}${ofAll}`, bytes) : main,
    host: list(
      say(host?.memoryUsedPeakBytes, (text) => `${text} in use`, bytes),
      swapText(s),
    ),
  };
}

/** Clocks, heat and power: what a machine holds back for, it holds back here. */
export function clocks({ gpu, host }: Statistics): Row {
  const least = (mean: number | null | undefined, mhz: number | null | undefined) =>
    alike(mean, mhz) ? '' : say(mhz, (text) => ` (at least ${text})`);
  return {
    question: 'clocks, heat, power',
    processor: list(
      say(gpu.smClockMeanMhz, (text) => `SM ${text} MHz${least(gpu.smClockMeanMhz, gpu.smClockMinMhz)}`),
      say(gpu.memoryClockMeanMhz, (text) => `memory ${text} MHz`),
      say(gpu.temperatureMaxC, (text) => `at most ${text} °C`),
      say(gpu.memoryTemperatureMaxC, (text) => `its memory ${text} °C`),
      withMost(gpu.powerMeanW, gpu.powerMaxW, (text) => `${text} W`),
    ),
    host: say(host?.cpuMeanMhz, (text) => `${text} MHz${least(host?.cpuMeanMhz, host?.cpuMinMhz)}`),
  };
}
