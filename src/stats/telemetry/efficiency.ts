import type { Plan } from '../../domain/plan.ts';
import type { Statistics } from '../../domain/statistics.ts';
import type { Efficiency } from '../../domain/telemetry-statistics.ts';
import { costUsdPerMillionTokens, gpuSPerThousandTokens } from '../cost.ts';

/** GPUs that the engine was given: its Compose file asks for one. What stands behind an endpoint nobody tells. */
function gpusOf({ engine, target }: Plan): number | null {
  return engine.needs === 'nvidia-gpu' && target.kind !== 'endpoint' ? 1 : null;
}

/** GPU time and money for output tokens, over the steady window and over the whole run. A CPU has no price of a GPU. */
export function efficiency(plan: Plan, { steady, whole }: Statistics['outputTokensPerS']): Efficiency {
  const gpus = gpusOf(plan);
  const isPriced = gpus !== null || plan.target.kind === 'endpoint';
  const usdPerHour = isPriced ? plan.suite.gpuUsdPerHour : null;
  const usd = (tokensPerS: number | null) => costUsdPerMillionTokens(usdPerHour, tokensPerS);
  return {
    gpus,
    gpuSPerThousandTokens: { steady: gpuSPerThousandTokens(gpus, steady), whole: gpuSPerThousandTokens(gpus, whole) },
    usdPerMillionTokens: { steady: usd(steady), whole: usd(whole) },
  };
}
