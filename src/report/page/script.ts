import { join } from 'node:path';
import type { World } from '../../world.ts';
import { browserScript } from './bundle.ts';
import { licenceTexts } from './licences.ts';

/** The interpreter is a module; in the page it is a function of what Vega has put beside itself. */
function asFunction(module: string): string {
  const body = module
    .replace(/^import (\{[^}]*\}) from 'vega-util';$/m, 'const $1 = globalThis.vega;')
    .replace(/^export \{ (\w+) as expressionInterpreter \};$/m, 'return $1;')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return `const expressionInterpreter = (() => {\n${body}\n})();\n`;
}

/**
 * The one script of a report's page: Vega, which draws the charts, its interpreter, without which Vega would make code
 * out of text (a strict policy forbids that), and ours, which brings both to life.
 */
export async function pageScript({ files, root }: Pick<World, 'files' | 'root'>): Promise<string> {
  const modules = join(root, 'node_modules');
  const licences = await licenceTexts(['vega', 'vega-interpreter'], modules, { files });
  const vega = await files.readText(join(modules, 'vega', 'build', 'vega.min.js'));
  const interpreter = await files.readText(join(modules, 'vega-interpreter', 'build', 'vega-interpreter.js'));
  const own = await browserScript(join(root, 'src', 'report', 'page', 'browser', 'main.ts'), { files });
  return `/*!\n${licences.replaceAll('*/', '* /')}\n*/\n${vega}\n${asFunction(interpreter)}${own}`;
}
