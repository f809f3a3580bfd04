import type { World } from '../../world.ts';

export type ReadText = World['files']['readNow'];

/** What one file of the kernel or of the system says, without the line end; null where it is missing or empty. */
export function textOf(path: string, read: ReadText): string | null {
  const text = read(path)?.trim() ?? '';
  return text === '' ? null : text;
}

/** A value of a `KEY=value` or `Key:  value` file such as /etc/os-release or /proc/meminfo. */
export function field(text: string | null, name: string): string | null {
  const line = text?.split('\n').find((candidate) => candidate.startsWith(name));
  return (
    line
      ?.slice(name.length)
      .replace(/^[=:\s]+/, '')
      .replaceAll('"', '') ?? null
  );
}

/** "512 kB", "32768K" or "1M" as bytes. */
export function bytesOf(text: string | null): number | null {
  const [, amount, unit] = /^(\d+)\s*(M?)/.exec(text ?? '') ?? [];
  return amount === undefined ? null : Number(amount) * (unit === 'M' ? 1024 ** 2 : 1024);
}

/** The one of "always [madvise] never" that is chosen. */
export function chosen(text: string | null): string | null {
  return /\[([^\]]+)\]/.exec(text ?? '')?.[1] ?? null;
}
