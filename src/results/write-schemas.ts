// Entry: `npm run schemas` writes the published JSON Schemas from the types of src/domain/.
import { join } from 'node:path';
import { realFiles } from '../world/files.ts';
import { jsonSchemas } from './json-schemas.ts';

const folder = join(import.meta.dirname, 'schemas');
const files = realFiles();
const schemas = jsonSchemas();
for (const name of await files.list(folder)) {
  if (!schemas.has(name)) await files.remove(join(folder, name));
}
for (const [name, text] of schemas) await files.writeAtomic(join(folder, name), text);
