import type { ChildExit } from '../world.ts';

/** Exit codes of k6 in words (k6 errext/exitcodes/codes.go). 99, crossed thresholds, cannot occur: we set none. */
const words: Record<number, string> = {
  100: 'its set-up took too long',
  101: 'its tear-down took too long',
  102: 'a step of it took too long',
  103: 'it was stopped through its REST interface',
  104: 'it refuses its configuration',
  105: 'a signal stopped it',
  106: 'its REST server failed',
  107: 'the scenario threw an exception',
  108: 'the scenario aborted the test',
  109: 'it crashed (a panic in Go)',
  110: 'the scenario declared the test failed',
  137: 'it was killed; out of memory?',
};

/** Why k6 ended, for a message. */
export function exitInWords(exit: ChildExit): string {
  if (exit.signal !== null)
    return `k6 was killed by ${exit.signal}${exit.signal === 'SIGKILL' ? '; out of memory?' : ''}`;
  if (exit.exitCode === 0) return 'k6 ended';
  const why = exit.exitCode === null ? undefined : words[exit.exitCode];
  return `k6 ended with exit code ${exit.exitCode ?? 'unknown'}${why === undefined ? '' : `: ${why}`}`;
}
