import { z } from 'zod';
import { cacheResetSchema } from './cache-reset.ts';
import { spreadSchema } from './calibration.ts';
import { cellSchema } from './plan.ts';
import { outcomes } from './sample.ts';

const number = z.number().nullable();

/** A percentile with its 95 % interval; `value` is null where there are too few samples to claim it. */
export const percentileSchema = z.strictObject({
  p: z.number(),
  value: number,
  low: number.describe('lower bound of the 95 % order-statistic interval'),
  high: number,
  insufficient: z.boolean().describe('fewer samples than this percentile needs: no number is given'),
});
export type Percentile = z.infer<typeof percentileSchema>;

/** What is said of one latency metric over the ok requests of a cell. Milliseconds. */
export const distributionSchema = z.strictObject({
  count: z.number().int(),
  mean: number,
  sd: number,
  min: number,
  max: number,
  percentiles: z.array(percentileSchema).describe('p50 p90 p95 p99'),
  quantiles: z
    .array(z.number())
    .describe('0 %, 1 % … 100 % of the samples, to draw their distribution; empty without samples'),
});
export type Distribution = z.infer<typeof distributionSchema>;

/** Part of a run in which the load was at its planned level; offsets from t0 in seconds. */
export const windowSchema = z.strictObject({ fromS: z.number(), toS: z.number(), lengthS: z.number() });
export type SteadyWindow = z.infer<typeof windowSchema>;

/** Answers of json_struct judged against their schemas. */
export const validitySchema = z.strictObject({
  checked: z.number().int(),
  parses: z.number().int(),
  valid: z.number().int().describe('parses and satisfies the schema'),
  truncated: z.number().int().describe('ended by the token limit'),
  empty: z.number().int(),
  validShare: number,
  byGrade: z.array(z.strictObject({ grade: z.string(), checked: z.number().int(), valid: z.number().int() })),
  firstErrors: z.array(z.string()).describe('a few reasons, request id first'),
});
export type Validity = z.infer<typeof validitySchema>;

/** What only an open loop has. */
export const openLoopSchema = z.strictObject({
  plannedPerS: number.describe('rate of the suite; null where all requests are due at once'),
  offeredPerS: number.describe('by the schedule: (n - 1) / (last - first intended send) of the requests sent'),
  sentPerS: number.describe('by what really left: (n - 1) / (last - first send)'),
  responseTtftMs: distributionSchema.describe('firstToken - intended send; ttftMs counts from the real send'),
  responseE2eMs: distributionSchema.describe('lastToken - intended send; e2eMs counts from the real send'),
  sendLatenessMs: distributionSchema.describe('sent - intended send, of all requests sent, whatever the reason'),
  peakInFlight: z.number().int(),
  maxInFlight: z.number().int(),
  waitedForPlace: z.number().int().describe('requests that found maxInFlight others unfinished when they were due'),
  burst: z
    .strictObject({
      sentSpreadMs: number.describe('last send - first send'),
      firstTokenSpreadMs: number.describe('last first token - first one; its p50 and p95 are those of responseTtftMs'),
    })
    .nullable()
    .describe('null unless all requests were due at once'),
});
export type OpenLoop = z.infer<typeof openLoopSchema>;

/** How a closed loop ended that was to run for a time. */
export const timeBoundSchema = z.strictObject({
  durationS: z.number().describe('how long requests were to be sent'),
  prepared: z.number().int().describe('requests made ready beforehand'),
  sent: z.number().int(),
  ranOutAtS: number.describe('when the last of them was sent, before the time was up; null: there were enough'),
  inFlightAtEnd: z.number().int().describe('requests in flight when the time was up; they ended by themselves'),
  drainS: z.number().describe('from the end of the time to the end of the last of these'),
});

const spanSchema = z.strictObject({ min: z.number(), mean: z.number(), max: z.number() });

/** Lengths in tokens that were asked for, beside those that the server tells. A request counts all its prompts. */
export const lengthsComparedSchema = z.strictObject({
  asked: spanSchema,
  got: spanSchema.nullable().describe('by usage; null: the server tells none'),
  requests: z.number().int(),
  told: z.number().int().describe('requests whose usage was told'),
  asAsked: z.number().int().describe('of these, exactly as long as asked'),
  meanOff: number.describe('got - asked, on average'),
  mostOff: number.describe('got - asked where it is largest'),
});
export type LengthsCompared = z.infer<typeof lengthsComparedSchema>;

/** Everything computed from the samples of one cell. Formulas: DESIGN section 5. */
export const statisticsSchema = z.strictObject({
  cell: cellSchema,
  requests: z.strictObject({
    planned: z.number().int(),
    dropped: z.number().int(),
    sent: z.number().int(),
    outcomes: z.record(z.enum(outcomes), z.number().int()),
  }),
  durationS: number.describe('first send to last token'),
  steadyWindow: windowSchema.nullable(),
  tokens: z.strictObject({
    input: number,
    output: number,
    reasoning: number,
    source: z.enum(['usage', 'mixed', 'none']).describe('where token counts come from'),
    perChunk: number.describe('mean tokens per token-bearing chunk'),
  }),
  outputTokensPerS: z.strictObject({ steady: number, whole: number }),
  inputTokensPerS: z.strictObject({ whole: number }),
  requestsPerS: z.strictObject({ steady: number, whole: number }),
  concurrencyAchieved: number.describe('sum of E2E / duration'),
  ttftMs: distributionSchema,
  ttfaMs: distributionSchema,
  tpotMs: distributionSchema,
  e2eMs: distributionSchema,
  iclMs: distributionSchema.describe('gaps between token-bearing chunks, pooled'),
  iclIsItl: z.boolean().describe('every chunk carried one token, so the gaps are inter-token latencies'),
  ntpotMs: distributionSchema,
  connectMs: distributionSchema,
  openLoop: openLoopSchema.nullable().describe('null in a closed loop'),
  lengths: z
    .strictObject({
      counted: z
        .enum(['exactly', 'about'])
        .describe('how prompts were counted beforehand: by the tokenizer, or guessed'),
      input: lengthsComparedSchema.nullable(),
      output: lengthsComparedSchema.nullable(),
    })
    .nullable()
    .default(null)
    .describe('null: no lengths were asked for'),
  timeBound: timeBoundSchema.nullable().default(null).describe('null unless time ended a closed loop'),
  goodput: z.strictObject({ perS: number, share: number.describe('of requests offered'), slo: z.string() }),
  tokensOverTime: z.array(z.strictObject({ tS: z.number(), tokensPerS: z.number(), inFlight: z.number() })),
  validity: validitySchema.nullable(),
  cold: z.strictObject({ ttftMs: distributionSchema, warmTtftMs: distributionSchema }).nullable(),
  gpu: z.strictObject({
    memoryPeakBytes: number,
    utilisationMeanPercent: number,
    powerMeanW: number,
    energyPerTokenJ: number,
  }),
  cpu: z.strictObject({
    engineMeanPercent: number.describe('of one core, while the load ran'),
    engineMemoryPeakBytes: number,
    clientMeanPercent: number.describe('load generator, of one core'),
  }),
  client: z
    .strictObject({
      clock: z.enum(['kernel', 'read']).describe("kernel: every instant of arrival is the kernel's own"),
      priority: z.string().nullable().describe('before other work on its CPUs; normal: like any other'),
      readerLagUs: spreadSchema.describe('from arrival by the kernel to the read'),
      sendLatenessUs: spreadSchema.nullable().describe('behind the schedule; null in a closed loop'),
      coalescedShare: number.describe('of reads that held more than one token chunk'),
      blurredFirstTokensShare: number.describe('of first tokens that were read together with later ones'),
      gcPauseMaxUs: z.number(),
      gcPauseTotalUs: z.number(),
      cpuMeanPercent: number.describe('of one core'),
      cpusBusyPercent: number.describe('of the CPUs that it may use, by whatever ran there'),
      cpuPerMillionChunksS: number,
      chunksPerS: number,
      wallStepUs: z.number(),
      share: z
        .strictObject({
          ttftMs: number,
          tpotMs: number,
          blurMs: number.describe('of the bound of TTFT: first tokens that were read together with later ones'),
          calibratedAt: z
            .strictObject({ concurrency: z.number().int(), chunksPerS: number })
            .nullable()
            .describe('level of calibration.json that stands for this load'),
        })
        .describe('its own part of TTFT and TPOT: at most this, for 99 % of the ok requests (stats/client/share.ts)'),
    })
    .describe('the load generator itself'),
  cacheReset: cacheResetSchema
    .nullable()
    .default(null)
    .describe('of the prefix cache, before the load; null: nothing is known'),
  costUsdPerMillionOutputTokens: number,
});
export type Statistics = z.infer<typeof statisticsSchema>;
