import type { Readable } from 'node:stream';
import { DynoError } from '../errors.ts';
import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';
import { LineSplitter } from './line-splitter.ts';
import { loginFor } from './registry-login.ts';

/** A pull that says nothing for so long hangs: the daemon reports while it loads and while it unpacks. */
const silenceLimitMs = 300_000;

type Progress = { id?: string; status?: string; progress?: string; error?: string };

/**
 * Pulls an image. The success of a pull shows in nothing but the last words of its stream: docker-modem reports
 * an error line, a broken connection and a corrupt layer all as success, so every line is read here.
 */
export function pullCalls(
  daemon: Daemon,
  env: Record<string, string | undefined>,
  inspectImage: DockerClient['inspectImage'],
): Pick<DockerClient, 'pull'> {
  async function pull(reference: string, onProgress: (line: string) => void, signal: AbortSignal): Promise<void> {
    const options = { what: `pull ${reference}`, timeoutMs: 120_000, refusedAs: 'IMAGE_PULL_FAILED', signal } as const;
    const login = loginFor(reference, env);
    const stream = await daemon.call(options, (abortSignal) =>
      daemon.api.pull(withTag(reference), { abortSignal, ...(login && { authconfig: login }) }),
    );
    const end = await readProgress(stream as Readable, onProgress, signal).catch((error) => {
      signal.throwIfAborted();
      throw failed(reference, (error as Error).message);
    });
    if (end.error !== null) throw failed(reference, end.error);
    if (!end.complete || (await inspectImage(reference)) === null) {
      throw failed(reference, `the pull ended early, its last word was: ${end.lastStatus}`);
    }
  }
  return { pull };
}

function failed(reference: string, words: string): DynoError {
  const hint = `docker pull ${reference} by hand shows the same; docker login if the registry wants a key`;
  return new DynoError('IMAGE_PULL_FAILED', `cannot pull ${reference}: ${words}`, { hint });
}

/** Without a tag the daemon would pull every tag of the repository. */
export function withTag(reference: string): string {
  return /@sha256:|:[^/]+$/.test(reference) ? reference : `${reference}:latest`;
}

type PullEnd = { complete: boolean; error: string | null; lastStatus: string };

async function readProgress(
  stream: Readable,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<PullEnd> {
  const end: PullEnd = { complete: false, error: null, lastStatus: 'nothing' };
  const splitter = new LineSplitter((line) => {
    const progress = parse(line);
    if (progress.error !== undefined) end.error = progress.error;
    if (progress.status === undefined) return;
    end.lastStatus = progress.status;
    if (progress.status.startsWith('Status: ')) end.complete = true;
    onProgress([progress.id, progress.status, progress.progress].filter(Boolean).join(' '));
  });
  const silent = () => stream.destroy(new Error(`no progress for ${silenceLimitMs / 1000} s`));
  let timer = setTimeout(silent, silenceLimitMs);
  const stop = () => stream.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) {
      clearTimeout(timer);
      timer = setTimeout(silent, silenceLimitMs);
      splitter.feed(chunk);
    }
    splitter.end();
    return end;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function parse(line: string): Progress {
  if (line.trim() === '') return {};
  try {
    return JSON.parse(line) as Progress;
  } catch {
    return { error: `the daemon sent a progress line that is no JSON: ${line.slice(0, 200)}` };
  }
}
