// Open loop: requests go at even distances, ratePerS of them a second, whatever
// became of those before; at most maxInFlight at once, above that they are late.
import dyno from 'k6/x/dyno';

export const options = dyno.options(__ENV.DYNO_LOAD ?? '', 'constant-rate');

export default function (): void {
  dyno.run();
}

export function teardown(): void {
  dyno.finish();
}
