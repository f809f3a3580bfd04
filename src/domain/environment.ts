import { z } from 'zod';

const text = z.string().nullable();

/** What stands on the processors, as the kernel tells it. */
const processorSchema = z.strictObject({
  sockets: z.number().int().nullable(),
  cores: z.number().int().nullable().describe('of all sockets'),
  threads: z.number().int().describe('CPUs that are switched on'),
  numaNodes: z.number().int().nullable(),
  caches: z
    .array(
      z.strictObject({
        level: z.number().int(),
        kind: z.string().describe('data, instruction or unified'),
        sizeBytes: z.number().nullable(),
        sharedByCpus: z.number().int().nullable(),
      }),
    )
    .describe('of the first CPU'),
});

const kernelSettingsSchema = z.strictObject({
  commandLine: z.array(z.string()).nullable().describe('settings of the kernel that change speed, and only these'),
  transparentHugePages: text,
  clockSource: text,
  clockSynchronised: z.boolean().nullable().describe('does something keep the wall clock right (NTP)?'),
});

/** Python and its packages as they are installed where the engine runs. */
export const pythonSchema = z.strictObject({
  version: z.string(),
  torchCuda: text.describe('CUDA that torch was built for'),
  packages: z.record(z.string(), z.string()).describe('name -> version'),
});

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
    product: text.default(null).describe('maker and name of the machine, by its firmware'),
    frequencyDriver: text.default(null),
    processor: processorSchema.nullable().default(null),
    kernelSettings: kernelSettingsSchema.nullable().default(null),
  }),
  gpus: z.array(
    z.strictObject({
      index: z.number().int(),
      uuid: z.string(),
      name: z.string(),
      memoryBytes: z.number().nullable(),
      driver: text,
    }),
  ),
  cuda: text.default(null).describe('the newest CUDA that the driver can serve'),
  docker: z
    .strictObject({
      version: z.string(),
      apiVersion: z.string(),
      composeVersion: text,
      storageDriver: text,
      cgroup: text,
      runtime: text.default(null).describe('what starts containers, and versions'),
    })
    .nullable(),
  images: z
    .array(
      z.strictObject({
        purpose: z.string().describe('engine, or what a container beside it is for'),
        reference: z.string(),
        id: z.string(),
        digest: text.describe('null: built here'),
      }),
    )
    .default([])
    .describe('of all containers of the run'),
  loadGenerator: z.strictObject({ version: z.string(), sha256: text }),
  node: z.string(),
  cpuSets: z.strictObject({ engine: text, loadGenerator: text }),
  engine: z.strictObject({
    version: text,
    models: z.array(z.string()),
    selfReport: z.record(z.string(), z.unknown()).describe('what its information endpoints answered'),
    python: pythonSchema.nullable().default(null).describe('null: no container of ours, or no Python in it'),
  }),
});
export type Environment = z.infer<typeof environmentSchema>;
