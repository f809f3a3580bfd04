// Closed loop: as many requests in flight as the load file's concurrency, each
// sent as soon as one before it has ended.
import dyno from 'k6/x/dyno';

export const options = dyno.options(__ENV.DYNO_LOAD ?? '', 'concurrency');

export default function (): void {
  dyno.run();
}

export function teardown(): void {
  dyno.finish();
}
