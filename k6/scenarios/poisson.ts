// Open loop: arrivals of a Poisson process, ratePerS a second on average, whatever
// became of those before; at most maxInFlight at once, above that they are late.
import dyno from 'k6/x/dyno';

export const options = dyno.options(__ENV.DYNO_LOAD ?? '', 'poisson');

export default function (): void {
  dyno.run();
}

export function teardown(): void {
  dyno.finish();
}
