import Docker from 'dockerode';
import type { ErrorCode } from '../errors.ts';
import { type DockerAddress, dockerAddress } from './address.ts';
import { daemonError } from './daemon-error.ts';

/** How one call to the daemon is made. */
export type CallOptions = {
  what: string;
  timeoutMs: number;
  refusedAs?: ErrorCode;
  /** Ends the call early, besides the time limit. */
  signal?: AbortSignal;
};

/** Calls that take an abort signal although their published types do not say so. */
export type Abortable<T> = (options: { abortSignal: AbortSignal }) => Promise<T>;

/** The daemon's API with a time limit and an honest error on every call: docker-modem has neither. */
export class Daemon {
  readonly api: Docker;
  readonly address: DockerAddress;
  #answered = false;

  constructor(env: Record<string, string | undefined>) {
    this.address = dockerAddress(env);
    this.api = new Docker(this.address.options);
  }

  /** Runs one call; throws a DynoError with the daemon's words. DOCKER_LOST once it had answered before. */
  async call<T>(options: CallOptions, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new Error(`no answer within ${options.timeoutMs / 1000} s`)),
      options.timeoutMs,
    );
    const signal = options.signal ? AbortSignal.any([limit.signal, options.signal]) : limit.signal;
    try {
      // An answer that breaks off half-way may never settle the call itself, so the signal is raced as well.
      const answer = await Promise.race([run(signal), whenAborted(signal)]);
      this.#answered = true;
      return answer;
    } catch (error) {
      throw this.explain(signal.aborted ? signal.reason : error, options);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Like `call`, but an answer with one of these HTTP statuses is not an error: null. */
  async callUnless<T>(
    statuses: number[],
    options: CallOptions,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | null> {
    return this.call<T | null>(options, async (signal) => {
      try {
        return await run(signal);
      } catch (error) {
        if (statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) return null;
        throw error;
      }
    });
  }

  explain(error: unknown, options: Pick<CallOptions, 'what' | 'refusedAs'>) {
    return daemonError(error, {
      what: options.what,
      address: this.address.name,
      chosen: this.address.chosen,
      answeredBefore: this.#answered,
      // An answer, but not one a healthy daemon gives to a question we only ask when it is right.
      refusedAs: options.refusedAs ?? 'DOCKER_LOST',
    });
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
