import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { featureOf, type Schema } from './schema-features.ts';

/** What an answer breaks: features by name, and whether the shape itself is broken or only a limit of a value. */
export type Blame = { features: Set<string>; shape: boolean };

/** Keywords that give an answer its shape; the others limit single values. */
const shaping = ['type', 'required', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'not', 'prefixItems', 'items'];
const choices = ['anyOf', 'oneOf'];

/**
 * Compiles a schema so that errors say all that is broken and where. Draft 2020-12; formats are annotations there and
 * are not asserted. Throws where it is no schema.
 */
export function compileSchema(schema: Schema): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true, verbose: true, logger: false });
  return ajv.compile(schema);
}

/** A branch as a schema of its own, compiled once; null where it cannot stand alone. */
const branches = new WeakMap<Schema, ValidateFunction | null>();

function compileBranch(branch: Schema, { $defs, definitions }: Schema): ValidateFunction | null {
  const known = branches.get(branch);
  if (known !== undefined) return known;
  let compiled: ValidateFunction | null = null;
  try {
    compiled = compileSchema({ ...branch, $defs: $defs ?? {}, definitions: definitions ?? {} });
  } catch {
    // It refers to a place outside of these: the choice as a whole is to blame then.
  }
  branches.set(branch, compiled);
  return compiled;
}

function errorsOf(branch: Schema, root: Schema, data: unknown): ErrorObject[] {
  const validate = compileBranch(branch, root);
  if (validate === null) return [];
  validate(data);
  return validate.errors ?? [];
}

/**
 * None of several branches fits: the one that comes nearest tells why. Where it is broken in values only, these are to
 * blame; else the choice itself is.
 */
function blameChoice(error: ErrorObject, root: Schema): Blame {
  const found = (Array.isArray(error.schema) ? error.schema : [])
    .filter((branch) => typeof branch === 'object' && branch !== null)
    .map((branch) => errorsOf(branch, root, error.data))
    .filter((errors) => errors.length > 0)
    .map((errors) => blame(errors, root))
    .find(({ shape }) => !shape);
  return found ?? { features: new Set([error.keyword]), shape: true };
}

function isInside(path: string, of: string): boolean {
  return path === of || path.startsWith(`${of}/`);
}

/** What the errors of one answer say of the features of its schema. */
export function blame(errors: ErrorObject[], root: Schema): Blame {
  const failed = errors.filter(({ keyword }) => choices.includes(keyword));
  const outermost = failed.filter(
    (one) =>
      !failed.some(
        (other) =>
          other !== one &&
          other.instancePath.length < one.instancePath.length &&
          isInside(one.instancePath, other.instancePath),
      ),
  );
  const result: Blame = { features: new Set(), shape: false };
  for (const error of outermost) {
    const { features, shape } = blameChoice(error, root);
    for (const feature of features) result.features.add(feature);
    result.shape ||= shape;
  }
  // Errors below a failed choice are those of all its branches, also of those that were never meant.
  const others = errors.filter(({ instancePath }) => !failed.some((one) => isInside(instancePath, one.instancePath)));
  for (const { keyword, parentSchema } of others) {
    const feature = featureOf(keyword, (parentSchema ?? {}) as Schema);
    if (feature !== null) result.features.add(feature);
    result.shape ||= shaping.includes(keyword);
  }
  return result;
}
