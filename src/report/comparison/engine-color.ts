import { palette } from '../chart-style.ts';

/** The same colour for an engine in every chart of a comparison: by its place in the list. */
export function engineColors(engines: string[]) {
  return { domain: engines, range: engines.map((_, index) => palette[index % palette.length] as string) };
}
