import type { Rule } from './rule.ts';

/** Telemetry is laid beside latencies by the wall clock; a step beyond this shows. */
const shiftUs = 50_000;
/** The kernel stamps by the wall clock; a step is found within 100 ms, and until then stamps are off by it. */
const stampUs = 1_000;

/** What do instants of arrival come from, and did the wall clock jump meanwhile? */
export const clock: Rule = ({ set: { client, samples } }) => {
  const stepUs = Math.abs(client.wallStepUs);
  const kernel = client.clock === 'kernel';
  const stamped = samples.filter((sample) => sample.clock === 'kernel').length;
  const source = kernel
    ? 'arrival by the kernel'
    : `arrival by the kernel in ${stamped} of ${samples.length} answers, else by the time after the read, lateness included`;
  const state = kernel && stepUs > shiftUs ? 'INVALID' : stepUs > (kernel ? stampUs : shiftUs) ? 'WARN' : 'VALID';
  return {
    state,
    measured: `${source}; wall clock stepped by ${client.wallStepUs} us`,
    limit: kernel
      ? `WARN beyond +-${stampUs} us, INVALID beyond +-${shiftUs} us`
      : `WARN beyond +-${shiftUs} us (without stamps only telemetry is shifted)`,
    advice:
      'let time synchronisation settle first: for up to 100 ms latencies were off by the step, and GPU and engine series are shifted',
  };
};
