import { notChecked, percentText, type Rule } from './rule.ts';

const limit = 'WARN above 0 requests';

/** Open loop: was there a free place whenever a request was due? One that waits for it is late, never dropped. */
export const overloaded: Rule = ({ statistics: { openLoop, requests } }) => {
  if (openLoop === null) return notChecked('closed loop: requests wait for each other by design', limit);
  const { waitedForPlace: waited, maxInFlight, peakInFlight } = openLoop;
  const share = requests.sent === 0 ? 0 : waited / requests.sent;
  return {
    state: waited > 0 ? 'WARN' : 'VALID',
    measured:
      waited > 0
        ? `${waited} requests (${percentText(share)}) were due while all ${maxInFlight} places were taken`
        : `at most ${peakInFlight} of ${maxInFlight} places were taken`,
    limit,
    advice:
      'the engine did not keep up: lower the rate; or raise load.maxInFlight, if real users would not be held back. ' +
      'Judge by response latency: service latency leaves out how long these requests waited',
  };
};
