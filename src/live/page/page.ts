import { join } from 'node:path';
import { palette } from '../../report/chart-style.ts';
import { browserScript } from '../../report/page/bundle.ts';
import { hashSource } from '../../report/page/content-policy.ts';
import type { World } from '../../world.ts';

/** What the page may do: run its own script, use its own style, hear of its own server. */
function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * The live page: one HTML document with its style and script in it, which hears of the run at `events` beside it
 * (server-sent events "history" and "state"). It holds nothing of any run, so it is the same for all.
 */
export async function livePage(world: Pick<World, 'files' | 'root'>): Promise<string> {
  const folder = join(world.root, 'src', 'live', 'page');
  const html = await world.files.readText(join(folder, 'page.html'));
  const lines = palette.map((color, index) => `--line-${index}: ${color};`).join(' ');
  const reports = await world.files.readText(join(world.root, 'src', 'report', 'report.css'));
  const style = `:root { ${lines} }\n${reports}${await world.files.readText(join(folder, 'page.css'))}`;
  const script = await browserScript(join(folder, 'browser', 'main.ts'), world);
  const parts: Record<string, string> = { style, script, policy: policy(script, style) };
  return html.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '');
}
