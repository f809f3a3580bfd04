import { z } from 'zod';
import { DynoError } from '../errors.ts';
import { durationNs } from './duration.ts';

const text = z.string();
const texts = z.array(z.string());
const map = z.record(z.string(), z.string());
const sizeBytes = z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number);
const duration = z
  .string()
  .refine((value) => durationNs(value) !== null, 'not a duration')
  .transform((value) => durationNs(value) ?? 0);
const nothing = z.union([z.null(), z.strictObject({})]);

const volume = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('volume'),
    source: text,
    target: text,
    read_only: z.boolean().default(false),
    volume: z.strictObject({}).optional(),
  }),
  z.strictObject({
    type: z.literal('bind'),
    source: text,
    target: text,
    read_only: z.boolean().default(false),
    bind: z.strictObject({ create_host_path: z.boolean().default(false) }).optional(),
  }),
]);

const device = z.strictObject({
  capabilities: texts,
  driver: text.default(''),
  count: z.number().int().optional(),
  device_ids: texts.optional(),
  options: map.optional(),
});

const deploy = z.strictObject({
  placement: z.strictObject({}).optional(),
  resources: z
    .strictObject({ reservations: z.strictObject({ devices: z.array(device).default([]) }).optional() })
    .optional(),
});

const healthcheck = z.strictObject({
  test: texts.optional(),
  interval: duration.optional(),
  timeout: duration.optional(),
  start_period: duration.optional(),
  start_interval: duration.optional(),
  retries: z.number().int().optional(),
  disable: z.boolean().optional(),
});

/** What a service may say. Strict: a key that we would not carry over must not be there. */
const serviceSchema = z.strictObject({
  image: text,
  build: z.unknown().optional().describe('how `make setup` builds it; not needed to run it'),
  profiles: texts.optional().describe('only for `docker compose up` by hand'),
  command: texts.nullish(),
  entrypoint: texts.nullish(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  user: text.optional(),
  working_dir: text.optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: texts.default([]),
  shm_size: sizeBytes.optional(),
  ipc: text.optional(),
  ulimits: z
    .record(z.string(), z.union([z.number(), z.strictObject({ soft: z.number(), hard: z.number() })]))
    .optional(),
  cap_add: texts.optional(),
  cap_drop: texts.optional(),
  security_opt: texts.optional(),
  healthcheck: healthcheck.optional(),
  deploy: deploy.optional(),
  stop_grace_period: duration.optional(),
  stop_signal: text.optional(),
  restart: z.literal('no').optional().describe('an engine that dies in a test must stay dead'),
  logging: z.strictObject({ driver: text, options: map.optional() }).optional(),
  labels: map.default({}),
  volumes: z.array(volume).default([]),
  ports: z.unknown().optional().describe('for use by hand: a run asks Docker for free ports'),
  networks: z.strictObject({ default: nothing }).optional().describe('a run has a network of its own'),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const configSchema = z.strictObject({
  name: text,
  services: z.record(z.string(), z.unknown()),
  networks: z.strictObject({ default: z.unknown().optional() }).optional(),
  volumes: z.record(z.string(), z.strictObject({ name: text, labels: map.default({}) })).default({}),
  secrets: z.unknown().optional().describe('for builds only: a service that names one is refused'),
});

/** One service as Compose resolved it, and the volumes of its file. */
export type ComposeDefinition = {
  service: ComposeService;
  volumes: Record<string, { name: string; labels: Record<string, string> }>;
};

/**
 * Checks the output of `docker compose config --format json`.
 * Throws COMPOSE_INVALID naming every key that is wrong or not carried over, with its path.
 */
export function readComposeConfig(json: string, file: string, service: string): ComposeDefinition {
  const config = check(configSchema, unescapeDollars(withoutExtensions(parseJson(json, file))), file, []);
  const found = config.services[service];
  if (found === undefined) throw new DynoError('COMPOSE_INVALID', `${file}: no service ${service}`);
  const definition = check(serviceSchema, withoutExtensions(found), file, ['services', service]);
  const unknown = definition.volumes.find((at) => at.type === 'volume' && config.volumes[at.source] === undefined);
  if (unknown)
    throw new DynoError('COMPOSE_INVALID', `${file}: services.${service}.volumes: no volume ${unknown.source}`);
  return { service: definition, volumes: config.volumes };
}

function parseJson(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new DynoError('COMPOSE_INVALID', `${file}: Compose answered with something that is no JSON`, { cause });
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown, file: string, at: string[]): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const path = [...at, ...issue.path].join('.');
    if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}`;
    return issue.keys
      .map((key) => `${path === '' ? key : `${path}.${key}`}: Dyno does not carry this key over`)
      .join('; ');
  });
  throw new DynoError('COMPOSE_INVALID', `${file}: ${lines.join('; ')}`);
}

/** Keys that begin with x- are notes for people and for anchors. */
function withoutExtensions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')));
}

/** Compose leaves `$$` in its output so that the output can be read by Compose again: it stands for one `$`. */
function unescapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$$', '$');
  if (Array.isArray(value)) return value.map(unescapeDollars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unescapeDollars(inner)]));
}
