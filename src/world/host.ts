import { cpus, hostname, release, totalmem } from 'node:os';
import type { Host, Terminal } from '../world.ts';

/** This process and its machine. */
export function realHost(): Host {
  return {
    pid: process.pid,
    uid: process.getuid?.() ?? null,
    hostname: hostname(),
    platform: process.platform,
    arch: process.arch,
    cpus: cpus().length,
    cpuModel: cpus()[0]?.model ?? null,
    memoryBytes: totalmem(),
    osRelease: release(),
    nodeVersion: process.version,
    nodePath: process.execPath,
  };
}

/** One listener however many Worlds a process makes. */
function ignoreError(): void {}

/** The terminal. A closed pipe (`| head`) is no error. */
export function realTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', ignoreError).on('error', ignoreError);
  const isTty = process.stderr.isTTY === true && process.env.CI === undefined && process.env.TERM !== 'dumb';
  return {
    isTty,
    color: isTty && process.env.NO_COLOR === undefined,
    // Asked for each line: windows change their size while a run goes on.
    get columns() {
      return process.stderr.columns ?? 100;
    },
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
  };
}
