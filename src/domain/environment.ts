import { z } from 'zod';

const text = z.string().nullable();

/** `env.json`: the machine and the engine's own word about itself. Unknown is null. */
export const environmentSchema = z.strictObject({
  version: z.literal(1),
  host: z.strictObject({
    os: text,
    kernel: text,
    cpuModel: text,
    cpus: z.number().int(),
    memoryBytes: z.number(),
    swapBytes: z.number().nullable(),
    governor: text,
    virtualised: text,
  }),
  gpus: z.array(
    z.strictObject({
      index: z.number().int(),
      uuid: z.string(),
      name: z.string(),
      memoryBytes: z.number(),
      driver: text,
    }),
  ),
  docker: z
    .strictObject({
      version: z.string(),
      apiVersion: z.string(),
      composeVersion: text,
      storageDriver: text,
      cgroup: text,
    })
    .nullable(),
  loadGenerator: z.strictObject({ version: z.string(), sha256: text }),
  node: z.string(),
  cpuSets: z.strictObject({ engine: text, loadGenerator: text }),
  engine: z.strictObject({
    version: text,
    models: z.array(z.string()),
    selfReport: z.record(z.string(), z.unknown()).describe('what its information endpoints answered'),
  }),
});
export type Environment = z.infer<typeof environmentSchema>;
