import type { EngineDefinition } from '../domain/engine-definition.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';
import { serviceImage } from './service-image.ts';

/** An engine's image and whether it is on the machine; null: no Docker Engine answers, or it has no such image. */
export type ImageState = {
  reference: string;
  builtHere: boolean;
  here: boolean | null;
  id: string | null;
  digest: string | null;
  sizeBytes: number | null;
};

/** Looks up the image of an engine; null for one that somebody else runs. */
export async function imageState(engine: EngineDefinition, world: World): Promise<ImageState | null> {
  const image = await serviceImage(`compose/${engine.service}.yaml`, engine.service, {}, world);
  if (image === null) return null;
  const unknown = { ...image, here: null, id: null, digest: null, sizeBytes: null };
  try {
    const found = await world.docker.inspectImage(image.reference);
    if (found === null) return { ...unknown, here: false };
    const { id, digest, sizeBytes } = found;
    return { ...image, here: true, id, digest, sizeBytes };
  } catch (error) {
    if (error instanceof DynoError) return unknown;
    throw error;
  }
}
