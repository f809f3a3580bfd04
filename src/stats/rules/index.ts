import { cacheNotReset } from './cache-not-reset.ts';
import { clientLateness } from './client-lateness.ts';
import { clientSaturated } from './client-saturated.ts';
import { clock } from './clock.ts';
import { coalesced } from './coalesced.ts';
import { engineRestarted } from './engine-restarted.ts';
import { errorShare } from './error-share.ts';
import { filesChanged } from './files-changed.ts';
import { firstTokenBlurred } from './first-token-blurred.ts';
import { gpuError } from './gpu-error.ts';
import { gpuShared } from './gpu-shared.ts';
import { gpuThrottled } from './gpu-throttled.ts';
import { jsonNotEnforced } from './json-not-enforced.ts';
import { lateSends } from './late-sends.ts';
import { lengthsMissed } from './lengths-missed.ts';
import { littlesLaw } from './littles-law.ts';
import { metricsGap } from './metrics-gap.ts';
import { overloaded } from './overloaded.ts';
import { profiled } from './profiled.ts';
import { promptsRanOut } from './prompts-ran-out.ts';
import { queueGrows } from './queue-grows.ts';
import { recordsCut } from './records-cut.ts';
import { requestsDisagree } from './requests-disagree.ts';
import type { Rule } from './rule.ts';
import { schemaEnforced } from './schema-enforced.ts';
import { settingDiffers } from './setting-differs.ts';
import { steadyTooShort } from './steady-too-short.ts';
import { steal } from './steal.ts';
import { swapping } from './swapping.ts';
import { tokensDisagree } from './tokens-disagree.ts';
import { tokensUnknown } from './tokens-unknown.ts';
import { tooFewSamples } from './too-few-samples.ts';
import { truncated } from './truncated.ts';
import { ttftDisagrees } from './ttft-disagrees.ts';

/** Every rule by its stable name, in the order of the verdict. */
export const rules: Record<string, Rule> = {
  ERROR_SHARE: errorShare,
  RECORDS_CUT: recordsCut,
  FILES_CHANGED: filesChanged,
  TOO_FEW_SAMPLES: tooFewSamples,
  STEADY_TOO_SHORT: steadyTooShort,
  PROMPTS_RAN_OUT: promptsRanOut,
  CLIENT_SATURATED: clientSaturated,
  CLIENT_LATENESS: clientLateness,
  LATE_SENDS: lateSends,
  OVERLOADED: overloaded,
  QUEUE_GROWS: queueGrows,
  COALESCED: coalesced,
  FIRST_TOKEN_BLURRED: firstTokenBlurred,
  CLOCK: clock,
  TOKENS_UNKNOWN: tokensUnknown,
  TOKENS_DISAGREE: tokensDisagree,
  REQUESTS_DISAGREE: requestsDisagree,
  TTFT_DISAGREES: ttftDisagrees,
  LITTLES_LAW: littlesLaw,
  ENGINE_RESTARTED: engineRestarted,
  METRICS_GAP: metricsGap,
  GPU_SHARED: gpuShared,
  GPU_THROTTLED: gpuThrottled,
  GPU_ERROR: gpuError,
  SWAPPING: swapping,
  STEAL: steal,
  LENGTHS_MISSED: lengthsMissed,
  SCHEMA_ENFORCED: schemaEnforced,
  JSON_NOT_ENFORCED: jsonNotEnforced,
  TRUNCATED: truncated,
  PROFILED: profiled,
  CACHE_NOT_RESET: cacheNotReset,
  SETTING_DIFFERS: settingDiffers,
};

/** Rules that hold for a proof of enforcement too; the others judge a speed, and it has none. */
export const rulesOfProof: string[] = ['ERROR_SHARE', 'RECORDS_CUT', 'FILES_CHANGED', 'SCHEMA_ENFORCED'];
