const unitNs: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** A duration as Compose writes it ("1m30s", "500ms", "1.5h") in nanoseconds; null for anything else. */
export function durationNs(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return null;
  return Math.round(parts.reduce((sum, [, value, unit]) => sum + Number(value) * (unitNs[unit ?? ''] ?? 0), 0));
}
