// Open loop: arrivals with gamma-distributed distances, ratePerS a second on
// average, the burstier the smaller burstiness is (1 is poisson); at most
// maxInFlight at once, above that they are late.
import dyno from 'k6/x/dyno';

export const options = dyno.options(__ENV.DYNO_LOAD ?? '', 'gamma');

export default function (): void {
  dyno.run();
}

export function teardown(): void {
  dyno.finish();
}
