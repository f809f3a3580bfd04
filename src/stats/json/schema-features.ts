/** A JSON Schema, or a part of one. */
export type Schema = Record<string, unknown>;

/** An enum with more values is a long one: some converters are slow with those, or refuse them. */
const longEnum = 16;

/** Keywords that only carry others or say nothing about instances. */
const silent = ['properties', '$defs', 'definitions', 'title', 'description', '$schema', '$id', '$comment', 'examples'];
const ranges = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
const ofMaps = ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'];
const ofLists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const ofOne = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'];

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The feature that a keyword of a schema stands for; null where it is none of its own. Also names what was broken. */
export function featureOf(keyword: string, schema: Schema): string | null {
  if (silent.includes(keyword)) return null;
  if (ranges.includes(keyword)) return schema.type === 'integer' ? 'integer range' : 'number range';
  if (keyword === 'enum') {
    const values = Array.isArray(schema.enum) ? schema.enum.length : 0;
    return values > longEnum ? `enum of over ${longEnum} values` : 'enum';
  }
  if (keyword === 'additionalProperties' && schema.additionalProperties === false) return 'no extra properties';
  return keyword === 'items' ? 'array' : keyword;
}

function parts(schema: Schema): Schema[] {
  const maps = ofMaps.flatMap((keyword) => (isSchema(schema[keyword]) ? Object.values(schema[keyword]) : []));
  const lists = ofLists.flatMap((keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : []));
  return [...maps, ...lists, ...ofOne.map((keyword) => schema[keyword])].filter(isSchema);
}

function everyPart(schema: Schema): Schema[] {
  return [schema, ...parts(schema).flatMap(everyPart)];
}

function refsIn(schema: Schema): string[] {
  return everyPart(schema).flatMap(({ $ref }) => (typeof $ref === 'string' ? $ref : []));
}

/** Whether following references can lead back to where they stand. */
function isRecursive(root: Schema): boolean {
  const refs = new Map<string, string[]>([['#', refsIn({ ...root, $defs: {}, definitions: {} })]]);
  for (const place of ['$defs', 'definitions'] as const) {
    for (const [name, part] of Object.entries(isSchema(root[place]) ? root[place] : {}))
      if (isSchema(part)) refs.set(`#/${place}/${name}`, refsIn(part));
  }
  const leadsTo = (from: string, goal: string, seen: Set<string>): boolean =>
    (refs.get(from) ?? []).some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return leadsTo(next, goal, seen);
    });
  return [...refs.keys()].some((place) => leadsTo(place, place, new Set()));
}

function hasOptional(part: Schema): boolean {
  const required = Array.isArray(part.required) ? part.required : [];
  return isSchema(part.properties) && Object.keys(part.properties).some((name) => !required.includes(name));
}

/** Features of JSON Schema that a schema uses, by name, sorted. */
export function schemaFeatures(root: Schema): string[] {
  const all = everyPart(root);
  const found = new Set(all.flatMap((part) => Object.keys(part).flatMap((key) => featureOf(key, part) ?? [])));
  if (isRecursive(root)) found.add('recursion');
  if (all.some(hasOptional)) found.add('optional properties');
  if (all.filter((part) => isSchema(part.properties)).length > 1) found.add('nested objects');
  return [...found].sort();
}
