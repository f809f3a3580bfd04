import { join } from 'node:path';
import type { Comparison } from '../../domain/comparison.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { World } from '../../world.ts';
import { comparisonBanners } from '../comparison/banners.ts';
import { comparisonTitle } from '../comparison/view.ts';
import { instant } from '../format.ts';
import { markdownText } from '../markdown-text.ts';
import { type NotebookCell, notebookText } from './nbformat.ts';

/** Heads of cells in analysis.py, in the percent format that Jupytext and editors read: `# %% [markdown] id`, `# %% id`. */
const head = /^# %% (\[markdown\] )?([a-z-]+)\n/;

function cellOf(part: string): NotebookCell {
  const [first = '', markdown, id = ''] = head.exec(part) ?? [];
  const text = part.slice(first.length).trimEnd();
  if (markdown === undefined) return { kind: 'code', id, text };
  return { kind: 'markdown', id, text: text.replaceAll(/^# ?/gm, '') };
}

/** The one cell with words from outside: they are shown, nothing runs them. */
function titleCell(comparison: Comparison): NotebookCell {
  const shown = (text: string) => markdownText(plainText(text));
  const banners = comparisonBanners(comparison).map((text) => `\n\n**${shown(text)}**`);
  const text = `# ${shown(comparisonTitle(comparison))}\n\n${instant(comparison.createdAt)}${banners.join('')}`;
  return { kind: 'markdown', id: 'title', text };
}

/**
 * analysis.ipynb of a comparison. Its code is the same in every comparison and finds names and folders in
 * summary.json when it runs, so that no text of an engine or a path can become code.
 */
export async function analysisNotebook(comparison: Comparison, world: Pick<World, 'files' | 'root'>): Promise<string> {
  const source = await world.files.readText(join(world.root, 'src', 'report', 'notebook', 'analysis.py'));
  return notebookText([titleCell(comparison), ...source.split(/^(?=# %% )/m).map(cellOf)]);
}
