import type { DockerClient } from './client.ts';
import type { Daemon } from './daemon.ts';
import { Demux, type LogStream } from './demux.ts';
import { LineSplitter } from './line-splitter.ts';

type OnLine = (line: string, stream: LogStream) => void;

/** Turns a multiplexed stream into lines. Settles at its end; rejects with the connection's error. */
export function readLines(source: NodeJS.ReadableStream, onLine: OnLine): Promise<void> {
  const splitters = {
    stdout: new LineSplitter((line) => onLine(line, 'stdout')),
    stderr: new LineSplitter((line) => onLine(line, 'stderr')),
  };
  const demux = new Demux((stream, payload) => splitters[stream].feed(payload));
  return new Promise((resolve, reject) => {
    let ended = false;
    const finish = (settle: () => void) => {
      if (!ended) for (const splitter of Object.values(splitters)) splitter.end();
      ended = true;
      settle();
    };
    source.on('data', (chunk: Buffer) => demux.feed(chunk));
    source.on('end', () => finish(resolve));
    // A connection that is closed without an end is what is left of a daemon that was killed.
    source.on('close', () => finish(() => reject(new Error('the connection was closed in the middle'))));
    source.on('error', (error) => finish(() => reject(error)));
  });
}

export function logCalls(daemon: Daemon): Pick<DockerClient, 'followLogs'> {
  async function followLogs(containerId: string, onLine: OnLine, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const options = { what: `follow the log of container ${containerId.slice(0, 12)}`, timeoutMs: 30_000, signal };
    try {
      const request = { follow: true, stdout: true, stderr: true } as const;
      const source = await daemon.call(options, () => daemon.api.getContainer(containerId).logs(request));
      signal.addEventListener('abort', () => (source as unknown as { destroy(): void }).destroy(), { once: true });
      if (signal.aborted) (source as unknown as { destroy(): void }).destroy();
      await readLines(source, onLine);
    } catch (error) {
      if (!signal.aborted) throw daemon.explain(error, options);
    }
  }
  return { followLogs };
}
