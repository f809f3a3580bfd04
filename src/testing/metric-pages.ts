import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const recorded = join(import.meta.dirname, '..', 'collect', 'testdata', 'metrics');

/** A page of metrics as a real engine answered it, by the name of its file without `.gz`. */
export function metricPage(name: string): string {
  return gunzipSync(readFileSync(join(recorded, `${name}.gz`))).toString();
}

/** Names of all recorded pages. */
export function metricPages(): string[] {
  return readdirSync(recorded).flatMap((file) => (file.endsWith('.gz') ? [file.slice(0, -3)] : []));
}
