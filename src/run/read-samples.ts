import { type Sample, sampleSchema } from '../domain/sample.ts';
import type { World } from '../world.ts';

/** The records of a load that enters no statistics of the engine. Throws where a line is no record. */
export async function readSamples(path: string, world: Pick<World, 'files'>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const line of world.files.lines(path)) samples.push(sampleSchema.parse(JSON.parse(line)));
  return samples;
}
