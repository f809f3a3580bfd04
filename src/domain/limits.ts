import { z } from 'zod';

const share = z.number().gt(0).max(1);

/**
 * Where rules that hold telemetry against the client begin to warn. Each default is explained in DECISIONS 87.
 */
export const limitsSchema = z.strictObject({
  tokensApartShare: share
    .default(0.01)
    .describe("tokens by the engine's counters against those told to the client; INVALID at ten times that"),
  requestsApartShare: share.default(0.01).describe('the same of requests'),
  ttftApartMs: z
    .number()
    .positive()
    .default(25)
    .describe("client's mean TTFT against the engine's own: this much, and ttftApartShare of the client's"),
  ttftApartShare: share.default(0.2),
  inFlightApartShare: share.default(0.1).describe('requests in flight, beyond the error of sampling'),
  metricsCoverageShare: share.default(0.9).describe('of the measured time that required series must cover'),
  swapBytesPerS: z.number().positive().default(1_048_576).describe('read from or written to swap, on average'),
  stealPercent: z
    .number()
    .positive()
    .max(100)
    .default(5)
    .describe('CPU time that other guests of the machine took, on average; INVALID at five times that'),
  gpuThrottledShare: share
    .default(0.01)
    .describe('of the time slowed down by heat or hardware; INVALID at ten times that'),
  gpuPowerCappedShare: share.default(0.5).describe("of the time held back by the GPU's power limit"),
  gpuClockFallShare: share.default(0.1).describe('fall of the SM clock from the first third of the time to the last'),
  gpuOthersBytes: z
    .number()
    .positive()
    .default(1_073_741_824)
    .describe('memory of other processes on the GPU that makes a cell INVALID; less is a warning'),
});
export type Limits = z.infer<typeof limitsSchema>;
