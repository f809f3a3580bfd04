import { figureSpan, meanIn } from '../series.ts';
import { notChecked, type Rule } from './rule.ts';

const mib = 1024 ** 2;

/** Was main memory short, so that the machine read from or wrote to swap while it measured? */
export const swapping: Rule = ({ statistics: { steadyWindow }, set, plan }) => {
  const { swapBytesPerS } = plan.suite.limits;
  const limit = `WARN above ${Number((swapBytesPerS / mib).toFixed(3))} MiB/s either way, on average`;
  const span = figureSpan(steadyWindow, set.client.endUs);
  const [read, written] = ['swapInBytesPerS', 'swapOutBytesPerS'].map(
    (column) => meanIn(set.host, column, span, 'since-last').value,
  );
  if (read == null || written == null) return notChecked('swap was not read in this time', limit);
  const text = (bytesPerS: number) => `${(bytesPerS / mib).toFixed(2)} MiB/s`;
  return {
    state: Math.max(read, written) > swapBytesPerS ? 'WARN' : 'VALID',
    measured: `${text(read)} read from swap, ${text(written)} written to it`,
    limit,
    advice: 'memory was short: stop what else runs here, take a smaller model, or lower the KV cache of the engine',
  };
};
