/** How fast a simulated engine answers: variables of the simulator. */
export type Pace = {
  SIM_TTFT_MS: string;
  SIM_ITL_MS: string;
  /** Share of the time per token that each other running sequence adds. */
  SIM_SLOWDOWN_PER_SEQ: string;
  SIM_JITTER: string;
};

/**
 * Made up, and different, so that a comparison of simulated engines has something to show: one leads in throughput,
 * another one in the first token. They are no measurement of anything.
 */
const paces: Record<string, Pace> = {
  'sim-vllm': { SIM_TTFT_MS: '14', SIM_ITL_MS: '1.5', SIM_SLOWDOWN_PER_SEQ: '0.03', SIM_JITTER: '0.1' },
  'sim-sglang': { SIM_TTFT_MS: '11', SIM_ITL_MS: '1.8', SIM_SLOWDOWN_PER_SEQ: '0.03', SIM_JITTER: '0.1' },
  'sim-trtllm': { SIM_TTFT_MS: '18', SIM_ITL_MS: '1.2', SIM_SLOWDOWN_PER_SEQ: '0.02', SIM_JITTER: '0.1' },
  'sim-transformers': { SIM_TTFT_MS: '40', SIM_ITL_MS: '4', SIM_SLOWDOWN_PER_SEQ: '0.2', SIM_JITTER: '0.1' },
  'sim-llamacpp': { SIM_TTFT_MS: '25', SIM_ITL_MS: '3', SIM_SLOWDOWN_PER_SEQ: '0.1', SIM_JITTER: '0.1' },
};

/** As in compose/sim.yaml: the quick suite then ends in about two minutes. */
const plain = { SIM_TTFT_MS: '10', SIM_ITL_MS: '1' };

/** What of the pace the user's shell does not say otherwise, as Compose variables. */
export function paceVariables(name: string, env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(paces[name] ?? {}).filter(([variable]) => env[variable] === undefined));
}

/** The same as flags, for the simulator as a child process: it reads the shell's variables itself. */
export function paceFlags(name: string, env: Record<string, string | undefined>): string[] {
  const pace: Record<string, string> = paces[name] ?? plain;
  return Object.entries(pace).flatMap(([variable, value]) =>
    env[variable] === undefined ? [`--${variable.slice('SIM_'.length).toLowerCase().replaceAll('_', '-')}`, value] : [],
  );
}
