import { DynoError, type ErrorCode } from '../errors.ts';

/** What is known when a call to the daemon fails. */
export type FailedCall = {
  /** What was tried, as a sentence part: "create container x". */
  what: string;
  /** The daemon's address in words. */
  address: string;
  /** The address was chosen by the user (DOCKER_HOST, a context). */
  chosen: boolean;
  /** The daemon answered an earlier call of this process. */
  answeredBefore: boolean;
  /** Code for a refusal that says nothing more special. */
  refusedAs: ErrorCode;
};

/** Status of an answer of the daemon; null when there was none. */
export function statusOf(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
}

/** The daemon's own words, without dockerode's "(HTTP code 404) no such container - " before them. */
export function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

/** Makes any failure of a Docker call a DynoError whose message holds the daemon's own words. */
export function daemonError(error: unknown, call: FailedCall): DynoError {
  if (error instanceof DynoError) return error;
  const words = wordsOf(error);
  if (statusOf(error) === null) return noAnswer(error, words, call);
  const special = specialRefusals.find((refusal) => refusal.pattern.test(words));
  const options = special?.hint === undefined ? { cause: error } : { cause: error, hint: special.hint };
  return new DynoError(special?.code ?? call.refusedAs, `Docker refused to ${call.what}: ${words}`, options);
}

function noAnswer(error: unknown, words: string, call: FailedCall): DynoError {
  const why = `cannot ${call.what}: the Docker Engine at ${call.address} does not answer: ${words}`;
  const reason = (error as { code?: unknown } | null)?.code;
  if (reason === 'EACCES' || reason === 'EPERM') {
    return new DynoError('DOCKER_DENIED', `the Docker socket ${call.address} refuses this user`, { cause: error });
  }
  if (call.answeredBefore) return new DynoError('DOCKER_LOST', why, { cause: error });
  return new DynoError(call.chosen ? 'DOCKER_UNREACHABLE' : 'DOCKER_MISSING', why, { cause: error });
}

// Texts of Docker 20.10 to 28; statuses differ between versions, texts do not.
const specialRefusals: { pattern: RegExp; code: ErrorCode; hint?: string }[] = [
  { pattern: /no such image/i, code: 'IMAGE_MISSING' },
  { pattern: /address already in use|port is already allocated/, code: 'PORT_TAKEN' },
  {
    pattern: /could not select device driver|nvidia-container-cli|CDI device|runtime (name|specified)[ :]+nvidia/i,
    code: 'GPU_NONE',
  },
  {
    pattern: /error setting rlimit|unable to apply caps/,
    code: 'ENGINE_START_FAILED',
    hint: 'this machine lets Docker raise neither limits nor capabilities (it lacks CAP_SYS_RESOURCE): the service cannot run here as it is',
  },
];
