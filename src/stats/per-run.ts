import type { Environment } from '../domain/environment.ts';
import type { PerRun } from '../domain/per-run.ts';
import type { Cell, Plan } from '../domain/plan.ts';
import { e2eMs, tpotMs, ttftMs } from '../domain/request-metrics.ts';
import type { Run } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';
import type { SampleSet } from '../domain/sample-set.ts';

/** What holds for all repetitions of a run. */
type Surroundings = Omit<PerRun, 'case' | 'run' | 'repeat' | keyof ReturnType<typeof figures>>;

function surroundings(plan: Plan, run: Run, { gpus, host, engine }: Environment): Surroundings {
  const elsewhere = plan.target.kind === 'endpoint';
  const [gpu] = plan.engine.needs === 'nvidia-gpu' ? gpus : [];
  return {
    engine: plan.engine.name,
    engineVersion: engine.version,
    simulated: plan.engine.simulated,
    model: plan.model.name,
    image: run.image?.digest ?? run.image?.id ?? null,
    device: elsewhere ? null : (gpu?.name ?? host.cpuModel),
    driver: elsewhere ? null : (gpu?.driver ?? null),
    dynoVersion: run.dynoVersion,
  };
}

function figures(sample: Sample, cell: Cell, t0UnixMs: number) {
  const latencyMs = e2eMs(sample);
  const { outputTokens } = sample;
  return {
    at: new Date(t0UnixMs + (sample.sentUs ?? 0) / 1000).toISOString(),
    promptTokens: sample.inputTokens,
    cachedTokens: sample.cachedTokens,
    newTokens: cell.maxTokens,
    outputTokens,
    ttftMs: ttftMs(sample),
    tpotMs: tpotMs(sample),
    e2eMs: latencyMs,
    tokensPerS:
      latencyMs === null || latencyMs <= 0 || outputTokens === null ? null : (outputTokens * 1000) / latencyMs,
    outcome: sample.outcome,
    finishReason: sample.finishReason,
    error: sample.error,
  };
}

/** The repetitions of a case in the order in which they were sent, whatever became of them. */
export function perRunLines(
  cell: Cell,
  plan: Plan,
  { samples, client }: Pick<SampleSet, 'samples' | 'client'>,
  run: Run,
  environment: Environment,
): PerRun[] {
  // Nanoseconds since 1970 do not fit a double; milliseconds do.
  const t0UnixMs = Number(BigInt(client.t0UnixNs) / 1_000n) / 1_000;
  const around = surroundings(plan, run, environment);
  return samples
    .toSorted((a, b) => a.seq - b.seq)
    .map((sample) => ({
      case: cell.caseId ?? '',
      run: cell.repeat,
      repeat: sample.seq + 1,
      ...figures(sample, cell, t0UnixMs),
      ...around,
    }));
}
