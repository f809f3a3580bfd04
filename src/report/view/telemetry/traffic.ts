import type { Statistics } from '../../../domain/statistics.ts';
import type { EngineStatistics, FigureWindow } from '../../../domain/telemetry-statistics.ts';
import { count, number, share } from '../../format.ts';
import { list, type Row, say, withMost, withMostCounted } from './words.ts';

function perS(total: number | null | undefined, window: FigureWindow | null): number | null {
  const lengthS = window === null ? 0 : window.toS - window.fromS;
  return total == null || lengthS <= 0 ? null : total / lengthS;
}

/** Output tokens a second, by whoever counts them. */
export function tokens({ outputTokensPerS, engine, figureWindow }: Statistics): Row {
  return {
    question: 'output tokens',
    client: say(outputTokensPerS.steady ?? outputTokensPerS.whole, (text) => `${text} a second`),
    engine: say(perS(engine?.generationTokens, figureWindow), (text) => `${text} a second by its counter`),
  };
}

/** How much was going on at a time: requests, and threads of the machine. */
export function atATime({ figureWindow, concurrencyAchieved, engine, host }: Statistics): Row {
  return {
    question: 'at a time',
    client: say(figureWindow?.inFlightMean ?? concurrencyAchieved, (text) => `${text} requests in flight`),
    engine: withMostCounted(engine?.runningMean, engine?.runningMax, (text) => `${text} running`),
    host: withMostCounted(host?.runQueueMean, host?.runQueueMax, (text) => `${text} threads run or want to`),
  };
}

/** Counters are read at an interval: a window may hold a part of what happened between two readings. */
function times(value: number): string {
  return value > 0 && value < 1 ? 'less than 1' : count(Math.round(value));
}

/** What had to wait: requests in the engine, threads of the machine for a CPU, memory or a disk. */
export function waiting({ engine, host }: Statistics): Row {
  return {
    question: 'waiting',
    engine: list(
      withMostCounted(engine?.waitingMean, engine?.waitingMax, (text) => `${text} requests`),
      say(
        engine?.queueMeanMs,
        (text) => `${text} ms on average`,
        (ms) => (ms < 0.001 ? 'less than 0.001' : number(ms)),
      ),
      say(engine?.preemptions, (text) => `${text} preemptions`, times),
    ),
    host: list(
      say(host?.pressureCpuMean, (text) => `for a CPU ${text} of the time`, share),
      say(host?.pressureMemoryMean, (text) => `for memory ${text}`, share),
      say(host?.pressureIoMean, (text) => `for disks ${text}`, share),
    ),
  };
}

/** Mean latencies: the engine counts from a request's arrival, the client from its send to what it reads. */
export function latencies({ ttftMs, tpotMs, e2eMs, engine }: Statistics): Row {
  return {
    question: 'latency, mean',
    client: list(
      say(ttftMs.mean, (text) => `TTFT ${text} ms`),
      say(tpotMs.mean, (text) => `TPOT ${text} ms`),
      say(e2eMs.mean, (text) => `E2E ${text} ms`),
    ),
    engine: list(
      say(engine?.ttftMeanMs, (text) => `TTFT ${text} ms`),
      say(engine?.itlMeanMs, (text) => `gaps between tokens ${text} ms`),
      say(engine?.e2eMeanMs, (text) => `E2E ${text} ms`),
    ),
  };
}

const foundBy: Record<NonNullable<EngineStatistics['prefixCache']>['by'], string> = {
  lookups: 'of the prompt tokens looked up were in the prefix cache',
  'prompt-tokens': 'of the prompt tokens came out of the prefix cache',
  gauge: 'of prompts in the prefix cache, by its own average',
};

/** What the engine says of its caches and of speculation. */
export function cacheText(engine: EngineStatistics | null): string {
  const prefix = engine?.prefixCache ?? null;
  return list(
    withMost(engine?.kvUsageMean, engine?.kvUsageMax, (text) => `KV cache ${text} in use`, share),
    prefix === null ? '' : `${share(prefix.hitShare)} ${foundBy[prefix.by]}`,
    say(engine?.specAcceptedShare, (text) => `${text} of the proposed tokens accepted`, share),
  );
}
