import { z } from 'zod';
import { cacheResetSchema } from './cache-reset.ts';
import { spreadSchema } from './calibration.ts';
import { crossCheckSchema } from './cross-check.ts';
import { phaseSchema, steadinessSchema } from './load-phases.ts';
import { cellSchema } from './plan.ts';
import { outcomes } from './sample.ts';
import {
  cpuStatisticsSchema,
  efficiencySchema,
  engineStatisticsSchema,
  figureWindowSchema,
  gpuStatisticsSchema,
  hostStatisticsSchema,
} from './telemetry-statistics.ts';

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
  percentiles: z.array(percentileSchema).describe('p50 p90 p95 p99 p99.9; older results have no p99.9'),
  quantiles: z
    .array(z.number())
    .describe('0 %, 1 % … 100 % of the samples, to draw their distribution; empty without samples'),
});
export type Distribution = z.infer<typeof distributionSchema>;

/** Part of a run in which the load was at its planned level; offsets from t0 in seconds. */
export const windowSchema = z.strictObject({ fromS: z.number(), toS: z.number(), lengthS: z.number() });
export type SteadyWindow = z.infer<typeof windowSchema>;

/** How a request with a schema came out; each has exactly one of these. The last three got no proper answer. */
export const answerOutcomes = [
  'valid',
  'invalid',
  'notJson',
  'truncated',
  'empty',
  'refused',
  'engineError',
  'failed',
] as const;
export type AnswerOutcome = (typeof answerOutcomes)[number];

const outcomeCounts = z
  .record(z.enum(answerOutcomes), z.number().int())
  .describe(
    'valid: satisfies the schema; invalid: JSON that breaks it; notJson: ended by itself and is no JSON; truncated: ' +
      'unfinished at the token limit; empty: a proper end without text; refused: the engine names the schema as the ' +
      'reason; engineError: 5xx or another error event; failed: the rest (time-out, cut stream, other 4xx)',
  );

/** Whether an engine keeps to one feature of JSON Schema, by the requests whose schema uses it. */
export const featureSchema = z.strictObject({
  feature: z.string(),
  asked: z.number().int(),
  valid: z.number().int(),
  violated: z.number().int().describe('answers that parse and break just this'),
  refused: z.number().int().describe('with the whole schema, so it may be for another feature'),
  state: z
    .enum(['supported', 'ignored', 'refused', 'unknown'])
    .describe('ignored: some answer breaks it; refused: no schema with it was accepted; unknown: no valid answer'),
});
export type SchemaFeature = z.infer<typeof featureSchema>;

/** What became of all requests of json_struct that carried a schema. */
export const validitySchema = z.strictObject({
  asked: z.number().int(),
  outcomes: outcomeCounts,
  parses: z.number().int().describe('valid or invalid'),
  validShare: number.describe('of those asked'),
  byGrade: z.array(z.strictObject({ grade: z.string(), asked: z.number().int(), outcomes: outcomeCounts })),
  features: z.array(featureSchema),
  whitespace: z.strictObject({
    validShare: number.describe('whitespace outside strings, of all characters of valid answers'),
    blankTruncated: z.number().int().describe('truncated answers that are mostly such whitespace'),
  }),
  firstErrors: z.array(z.string()).describe('a few reasons, request id first'),
});
export type Validity = z.infer<typeof validitySchema>;

/** Whether the engine binds its answers to a schema when the prompt leads away from JSON. */
export const enforcementSchema = z.strictObject({
  state: z.enum(['enforced', 'partly', 'not-enforced', 'unknown']),
  asked: z.number().int(),
  followed: z.number().int().describe('valid against the schema'),
  loose: z.number().int().describe('the shape of the schema, but a limit of a value is broken'),
  broken: z.number().int().describe('no JSON of that shape'),
  empty: z.number().int().describe('a proper end without text'),
  undecided: z.number().int().describe('cut off while it still could have become valid JSON'),
  refused: z.number().int(),
  failed: z.number().int().describe('no proper answer for another reason'),
  example: z.string().nullable().describe('the first answer that is loose or broken, and why'),
});
export type Enforcement = z.infer<typeof enforcementSchema>;

/** A metric over pairs: the same request with and without its schema. */
export const pairedSchema = z.strictObject({
  count: z.number().int().describe('pairs in which both have the metric'),
  constrained: number.describe('median of the requests with a schema'),
  free: number.describe('median of their twins'),
  difference: number.describe('median of the differences, with - without; null below 6 pairs'),
  low: number.describe('lower bound of the 95 % order-statistic interval of that median'),
  high: number,
});
export type Paired = z.infer<typeof pairedSchema>;

/** Cost of the constraint: each request against its twin, in the statistics of the twin's cell. Both must be ok. */
export const pairsSchema = z.strictObject({
  asked: z.number().int().describe('twins that were sent'),
  pairs: z.number().int(),
  otherLength: z.number().int().describe('pairs whose answers differ in their number of tokens'),
  outputTokens: pairedSchema,
  ttftMs: pairedSchema,
  coldTtftMs: pairedSchema.describe('where the schema was new to the engine'),
  warmTtftMs: pairedSchema,
  tpotMs: pairedSchema,
  tokensPerS: pairedSchema.describe('of one stream: output tokens / E2E'),
});
export type Pairs = z.infer<typeof pairsSchema>;

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
  ramp: phaseSchema.nullable().default(null).describe('from the first send to the steady window'),
  drain: phaseSchema.nullable().default(null).describe('from the steady window to the last token'),
  steadiness: steadinessSchema
    .nullable()
    .default(null)
    .describe('null: a window too short to tell, or made by an older version'),
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
  tpotByTokenMs: number
    .default(null)
    .describe(
      'decode time of all ok requests / tokens after the first: each token counts once, in tpotMs each request',
    ),
  longestGapMs: distributionSchema
    .nullable()
    .default(null)
    .describe('longest gap between chunks of each request; null: made by an older version'),
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
  enforcement: enforcementSchema.nullable().describe('null unless the cell proves enforcement'),
  pairs: pairsSchema.nullable().describe('null unless the cell is a twin whose other cell was measured'),
  cold: z.strictObject({ ttftMs: distributionSchema, warmTtftMs: distributionSchema }).nullable(),
  figureWindow: figureWindowSchema
    .nullable()
    .default(null)
    .describe('what gpu, cpu, engine and host are taken over; null: made by a version that took the whole load'),
  gpu: gpuStatisticsSchema,
  cpu: cpuStatisticsSchema,
  engine: engineStatisticsSchema.nullable().default(null).describe('null: the engine tells nothing of itself'),
  host: hostStatisticsSchema.nullable().default(null).describe('null: the machine was not read'),
  efficiency: efficiencySchema.nullable().default(null).describe('null: made by a version that did not compute it'),
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
  crossChecks: z.array(crossCheckSchema).default([]).describe('empty: made by a version that did not compare'),
  costUsdPerMillionOutputTokens: number.describe('efficiency.usdPerMillionTokens, steady where there is one'),
});
export type Statistics = z.infer<typeof statisticsSchema>;
