import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { textWidth } from './text-width.ts';

const fontFolder = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');

/** Vega's seam for measuring text; its types leave it out. */
type TextMetrics = { width(item: { fontSize?: number }, text: unknown): number };

// Without a canvas Vega guesses 0.8 em a character: labels would push the plot aside and legends beyond the page.
(vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = (item, text) =>
  textWidth(String(text ?? ''), item.fontSize ?? 11);

async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** Vega-Lite -> SVG texts that may stand in one document. Equal specs give equal bytes. */
export async function renderSvgs(specs: TopLevelSpec[]): Promise<string[]> {
  // Clip paths and gradients are numbered through all charts of a document.
  vega.resetSVGDefIds();
  const svgs: string[] = [];
  for (const spec of specs) svgs.push(await renderSvg(spec));
  return svgs;
}

/**
 * SVG -> PNG on white, twice the size for sharp screens. The fonts come from a package:
 * without fonts the renderer draws no text and says nothing, and system fonts would differ by machine.
 */
export function renderPng(svg: string): Uint8Array {
  const font = {
    loadSystemFonts: false,
    fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(fontFolder, file)),
    defaultFontFamily: 'DejaVu Sans',
  };
  return new Resvg(svg, { font, background: '#ffffff', fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}
