// Open loop: all requests are released together, at most maxInFlight at once.
import dyno from 'k6/x/dyno';

export const options = dyno.options(__ENV.DYNO_LOAD ?? '', 'burst');

export default function (): void {
  dyno.run();
}

export function teardown(): void {
  dyno.finish();
}
