import type { Statistics } from '../../../domain/statistics.ts';
import type { Efficiency, Energy } from '../../../domain/telemetry-statistics.ts';
import { number, share } from '../../format.ts';
import { list, type Row, say } from './words.ts';

const sources: Record<Energy['source'], string> = {
  counter: "by the GPU's own counter",
  power: 'by its power, integrated',
};

function energyText({ energy, energyPerTokenJ, tokensPerJ }: Statistics['gpu']): string {
  if (energy === null) return say(energyPerTokenJ, (text) => `${text} J a token`);
  if (energy.joules === null) {
    const gap = say(energy.largestGapS, (text) => `, ${text} s without any at most`);
    return `energy not told: readings cover ${share(energy.coverage)} of the time${gap}`;
  }
  const perToken = say(energyPerTokenJ, (text) => `: ${text} J a token`);
  const tokens = say(tokensPerJ, (text) => ` (${text} tokens a J)`);
  const cover = energy.coverage < 1 ? `, readings cover ${share(energy.coverage)}` : '';
  return `${number(energy.joules)} J ${sources[energy.source]}${cover}${perToken}${tokens}`;
}

/** A figure of the window and, where they are two, of the whole run. */
function both({ steady, whole }: Efficiency['usdPerMillionTokens'], unit: string, per: string): string {
  const main = steady ?? whole;
  const beside = steady === null ? '' : say(whole, (text) => ` (whole run ${text})`);
  return say(main, (text) => `${text} ${unit}${beside} ${per}`);
}

/** What output tokens took: energy, GPU time and money, or CPU time. */
export function price({ gpu, cpu, efficiency }: Statistics): Row {
  const nothing = { steady: null, whole: null };
  return {
    question: 'output tokens took',
    processor: list(
      energyText(gpu),
      both(efficiency?.gpuSPerThousandTokens ?? nothing, 'GPU seconds', 'for 1,000'),
      both(efficiency?.usdPerMillionTokens ?? nothing, 'USD', 'for a million'),
      efficiency?.gpus == null ? say(cpu.engineSPerThousandTokens, (text) => `${text} CPU seconds for 1,000`) : '',
    ),
  };
}
