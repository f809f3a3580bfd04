import type { Sample } from '../../domain/sample.ts';
import type { SampleSet } from '../../domain/sample-set.ts';
import type { Statistics } from '../../domain/statistics.ts';
import type { FigureWindow } from '../../domain/telemetry-statistics.ts';
import { sum } from '../distribution.ts';
import { figureSpan, type LoadSpan } from '../series.ts';

/** Mean number of requests in flight: the time that each spent between send and end inside the window / its length. */
function inFlightMean(samples: Sample[], { fromS, toS }: LoadSpan): number | null {
  if (toS <= fromS) return null;
  const insideS = samples.map(({ sentUs, endUs }) =>
    sentUs === null || endUs === null ? 0 : Math.min(endUs / 1e6, toS) - Math.max(sentUs / 1e6, fromS),
  );
  return sum(insideS.filter((seconds) => seconds > 0)) / (toS - fromS);
}

/** Output tokens in the seconds that telemetry is cut to. */
function tokensIn({ steadyWindow, outputTokensPerS, tokens }: Figures): number | null {
  if (steadyWindow === null) return tokens.output;
  return outputTokensPerS.steady === null ? null : outputTokensPerS.steady * steadyWindow.lengthS;
}

type Figures = Pick<Statistics, 'steadyWindow' | 'outputTokensPerS' | 'tokens'>;

/** The seconds that all figures of telemetry are taken over, and what the client saw in them. */
export function figureWindow(set: SampleSet, figures: Figures): FigureWindow {
  const span = figureSpan(figures.steadyWindow, set.client.endUs);
  return {
    kind: figures.steadyWindow === null ? 'load' : 'steady',
    ...span,
    outputTokens: tokensIn(figures),
    inFlightMean: inFlightMean(set.samples, span),
  };
}
